// What the store in a file has beside the contract, on the host that runs this.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vestibule } from "../entry.mjs";
import { printed } from "../printed.mjs";
import { inDirectory } from "../scratch.mjs";
import { withConnections } from "../storage/connections.mjs";
import { open, openStore } from "./databases.mjs";

const { sqlite } = vestibule;

const ALL = { start: "", end: "\u{10ffff}" };
const PAGE = { limit: 1_000, offset: 0, reverse: false, liveAt: undefined };
const put = (key, value = "{}", expiresAt = undefined) => ({ tag: "put", val: { key, value, expiresAt } });
const entries = (store) => store.scan(ALL, [], PAGE);
const keys = (store) => entries(store).map(({ key }) => key);

const inFile = (name, test) =>
  printed(name, () => inDirectory((directory) => test(join(directory, "new/vestibule.db"), directory)));

/** What is thrown, at once or later. */
async function thrown(work) {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

await inFile("a restart keeps everything, and no version comes again", async (file) => {
  const store = await sqlite(file);
  store.commit([], [put("a", '{"é":"😀"}'), put("b", "{}", 7n), put("c")]);
  const [{ version }] = store.get(["c"]);
  store.commit([], [{ tag: "delete", val: "c" }]);
  const before = entries(store);
  store.close();
  const again = await sqlite(file);
  assert.deepEqual(entries(again), before);
  again.commit([], [put("c")]);
  assert.notEqual(again.get(["c"])[0].version, version);
  assert.equal(again.sweep(7n), 1);
  again.close();
});

await inFile("only the owner can read the files", async (file) => {
  const store = await sqlite(file);
  store.commit([], [put("a")]);
  const mode = (path) => statSync(path).mode & 0o777;
  assert.equal(mode(join(file, "..")), 0o700);
  const files = readdirSync(join(file, ".."));
  assert.equal(files.length, 3, "the database, its log and the log's index");
  for (const each of files) assert.equal(mode(join(file, "..", each)), 0o600);
  store.close();
});

await inFile("a file that is not a database is refused and not changed", async (_, directory) => {
  const file = join(directory, "text");
  const text = "This is not a database, whatever its name says. ".repeat(100);
  writeFileSync(file, text);
  const error = await thrown(() => sqlite(file));
  assert.ok(error.message.includes(file), error.message);
  assert.equal(readFileSync(file, "utf8"), text);
});

await inFile("the database of another program, and that of a newer version, are refused", async (_, directory) => {
  for (const [statement, words] of [
    ["CREATE TABLE theirs (a)", /not a store of Vestibule/],
    ["PRAGMA application_id = 1", /not a store of Vestibule/],
    ["PRAGMA user_version = 1000", /newer Vestibule/],
  ]) {
    const file = join(directory, `${statement.length}.db`);
    if (statement.includes("user_version")) (await sqlite(file)).close();
    const database = open(file);
    database.all(statement);
    database.close();
    assert.match((await thrown(() => sqlite(file))).message, words);
  }
});

await inFile("the file has the format of the server's", async (file) => {
  (await sqlite(file)).close();
  const database = open(file);
  const [marks] = database.all(
    "SELECT application_id AS a, user_version AS v FROM pragma_application_id, pragma_user_version",
  );
  assert.deepEqual({ ...marks }, { a: 0x56737462, v: 1 });
  const tables = database.all("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name");
  assert.deepEqual(tables.map(({ name }) => name), ["document", "document_expires_at", "last_version"]);
  assert.equal(database.all("PRAGMA journal_mode")[0].journal_mode, "wal");
  const [{ detail }] = database.all("EXPLAIN QUERY PLAN DELETE FROM document WHERE expires_at <= CAST('0' AS INTEGER)");
  assert.match(detail, /document_expires_at/, "a sweep would read the whole table");
  database.close();
});

await inFile("many may open a new store at once", async (file) => {
  await withConnections(file, 8, (stores) =>
    Promise.all(stores.map((store, number) => store.commit([], [put(`${number}`)]))),
  );
  const store = await sqlite(file);
  assert.equal(keys(store).length, 8);
  store.close();
});

await inFile("of many connections each sees what the others wrote, and none loses it", (file) =>
  withConnections(file, 4, async (stores) => {
    await Promise.all(stores.flatMap((store) => Array.from({ length: 10 }, () => increment(store))));
    assert.equal((await stores[0].get(["counter"]))[0].value, "40");
  }),
);

/** Adds one, however often another connection was faster. */
async function increment(store) {
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const [entry] = await store.get(["counter"]);
    const check = { key: "counter", version: entry?.version };
    try {
      return await store.commit([check], [put("counter", `${Number(entry?.value ?? 0) + 1}`)]);
    } catch (error) {
      if (error.tag !== "conflict") throw error;
    }
  }
  throw new Error("every commit conflicts");
}

/** A store whose database throws `code` at the statements that `isHit` chooses. */
function faulty(file, isHit, code) {
  const fault = { isOn: false };
  const store = openStore(file, (path) => {
    const database = open(path);
    return {
      ...database,
      all(sql, ...parameters) {
        if (fault.isOn && isHit(sql, parameters)) throw Object.assign(new Error("secret value"), { injected: code });
        return database.all(sql, ...parameters);
      },
      codeOf: (error) => error.injected ?? database.codeOf(error),
    };
  });
  return { store, fault };
}

for (const [name, isHit, code, expected] of [
  ["a lock of another process at the beginning", (sql) => sql.startsWith("BEGIN"), 5, { tag: "unavailable", val: "SQLite: error 5" }],
  ["a failure in the middle of a commit", (_, [key]) => key === "b", 10, { tag: "unavailable", val: "SQL: error 10" }],
  ["a full disk at the end of a commit", (sql) => sql === "COMMIT", 13, { tag: "unavailable", val: "SQLite: error 13" }],
  ["a failing fsync", (sql) => sql === "COMMIT", 10, { tag: "unknown" }],
  ["a failing rollback", (sql, [key]) => key === "b" || sql === "ROLLBACK", 10, { tag: "unavailable", val: "SQL: error 10" }],
]) {
  await inFile(`${name} has its error, changes nothing, and is got over`, async (file) => {
    const { store, fault } = faulty(file, isHit, code);
    store.commit([], [put("before")]);
    fault.isOn = true;
    assert.deepEqual(await thrown(() => store.commit([], [put("a"), put("b"), put("c")])), expected);
    fault.isOn = false;
    assert.equal(store.sweep(0n), 0);
    assert.deepEqual(keys(store), ["before"]);
    store.commit([{ key: "a", version: undefined }], [put("a")]);
    assert.deepEqual(keys(store), ["a", "before"]);
    store.close();
  });
}

await inFile("a failing read is unavailable", async (file) => {
  const { store, fault } = faulty(file, (sql) => sql.startsWith("SELECT"), 10);
  fault.isOn = true;
  const expected = { tag: "unavailable", val: "SQL: error 10" };
  for (const read of [() => store.get(["a"]), () => entries(store), () => store.count(ALL, [])]) {
    assert.deepEqual(await thrown(read), expected);
  }
  store.close();
});

await inFile("a disk that is really full refuses, and is got over", async (file) => {
  let database;
  const store = openStore(file, (path) => {
    database = open(path);
    return database;
  });
  store.commit([], [put("before")]);
  const [{ page_count: pages }] = database.all("PRAGMA page_count");
  database.all(`PRAGMA max_page_count = ${pages + 2}`);
  const large = Array.from({ length: 5 }, (_, number) => put(`large/${number}`, "v".repeat(40_000)));
  assert.equal((await thrown(() => store.commit([], large))).tag, "unavailable");
  assert.deepEqual(keys(store), ["before"]);
  database.all("PRAGMA max_page_count = 100000");
  store.commit([], large);
  assert.equal(keys(store).length, 6);
  store.close();
});
