// Tests the stores of the host that runs this: `memory`, and `sqlite` if that is an argument.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { vestibule } from "../entry.mjs";
import { printed } from "../printed.mjs";
import { inDirectory } from "../scratch.mjs";
import { runCase } from "./cases.mjs";
import { withConnections } from "./connections.mjs";
import { checkHistories } from "./histories/check.mjs";

const table = new URL("../../../tests/cases/storage.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(table, "utf8"));

/** Opens an empty store for a test. */
const STORES = {
  memory: (test) => test(vestibule.memoryStorage()),
  sqlite: (test) =>
    inDirectory(async (directory) => {
      const store = await vestibule.sqlite(join(directory, "vestibule.db"));
      await test(store);
      store.close();
    }),
};

for (const kind of process.argv.slice(2)) {
  for (const each of cases) {
    await printed(`${kind}: ${each.name}`, () => STORES[kind]((store) => runCase(store, each)));
  }
  await printed(`${kind}: some order explains every answer`, () =>
    STORES[kind]((store) => checkHistories([store], 50)),
  );
}

if (process.argv.includes("sqlite")) {
  await printed("sqlite: some order explains the answers of four connections at once", () =>
    inDirectory((directory) =>
      withConnections(join(directory, "vestibule.db"), 4, (stores) => checkHistories(stores, 50)),
    ),
  );
}
