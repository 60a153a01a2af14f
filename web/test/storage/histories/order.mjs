// The search for an order, one operation after another, that explains every answer of a history.
//
// All orders that respect time are tried with the simplest store, a sorted map. An order is abandoned as soon as it
// does not explain an answer; a state with the same operations left is not tried twice. In a history every value is
// written once, so a value identifies its write, and a version always has to mean one value.
//
// A conflict needs no explanation, because a store may refuse for any concurrent operation; but then it must not have
// changed anything.

/** Whether some order explains all answers. */
export function isExplained(history) {
  const versions = versionsOf(history);
  if (!versions) return false;
  const records = history.filter(({ answer }) => answer.conflict === undefined);
  if (records.length >= 31) throw new Error("too long to be searched");
  return goesOn({ records, versions, tried: new Set() }, 0, new Map());
}

/** The key and value of each version; undefined if ambiguous. */
function versionsOf(history) {
  const documents = new Map();
  const versions = new Map();
  for (const { key, value, version } of history.flatMap(seen)) {
    const document = JSON.stringify([key, value]);
    if ((documents.get(version) ?? document) !== document) return undefined;
    if ((versions.get(document) ?? version) !== version) return undefined;
    documents.set(version, document);
    versions.set(document, version);
  }
  return documents;
}

/** The entries that an operation showed. */
export const seen = ({ answer }) => (answer.entries ?? []).filter((entry) => entry !== undefined);

/** Whether the remaining operations can follow. `done` has a bit for each operation that has happened. */
function goesOn(search, done, state) {
  const open = search.records.map((_, index) => index).filter((index) => (done & (1 << index)) === 0);
  const isUnknown = (index) => search.records[index].answer.unknown !== undefined;
  if (open.every(isUnknown)) return true;
  const here = `${done} ${JSON.stringify([...state].sort(), withBigInts)}`;
  if (search.tried.has(here)) return false;
  search.tried.add(here);
  // An unknown commit has no end: nothing has to wait for it.
  const firstEnd = Math.min(...open.filter((index) => !isUnknown(index)).map((index) => search.records[index].ended));
  return open.some((index) => {
    const record = search.records[index];
    const next = new Map(state);
    return (
      record.began < firstEnd && explains(search, record, next) && goesOn(search, done | (1 << index), next)
    );
  });
}

const withBigInts = (_, value) => (typeof value === "bigint" ? `${value}` : value);

/** Whether a store in this state gives this answer; changes the state as it would. */
function explains({ versions }, { asked, answer }, state) {
  switch (asked.operation) {
    case "get":
      return asked.keys.every((key, index) => state.get(key)?.value === answer.entries[index]?.value);
    case "scan": {
      const { page } = asked;
      const there = within(state, asked.range, page.liveAt);
      if (page.reverse) there.reverse();
      const expected = there.slice(page.offset, page.offset + page.limit);
      return (
        expected.length === answer.entries.length &&
        expected.every(([key, { value }], index) => {
          const entry = answer.entries[index];
          return entry.key === key && entry.value === value;
        })
      );
    }
    case "count":
      return BigInt(within(state, asked.range, asked.liveAt).length) === answer.number;
    case "sweep": {
      const over = [...state].filter(([, { expiresAt }]) => expiresAt !== undefined && expiresAt <= asked.now);
      for (const [key] of over) state.delete(key);
      return BigInt(over.length) === answer.number;
    }
    case "commit": {
      const holds = asked.checks.every(({ key, version }) => {
        const there = state.get(key);
        if (version === undefined) return there === undefined;
        return there !== undefined && versions.get(version) === JSON.stringify([key, there.value]);
      });
      for (const write of asked.writes) apply(write, state);
      return holds;
    }
  }
}

/** Compares by bytes, without the code that is tested. */
const byBytes = ([one], [other]) => {
  const [a, b] = [one, other].map((text) => new TextEncoder().encode(text));
  const index = a.findIndex((byte, index) => byte !== b[index]);
  return index === -1 ? a.length - b.length : index >= b.length ? 1 : a[index] - b[index];
};

function within(state, { start, end }, liveAt) {
  const isIn = (entry) => byBytes([start], entry) <= 0 && byBytes(entry, [end]) < 0;
  const isOver = ({ expiresAt }) => liveAt !== undefined && expiresAt !== undefined && expiresAt <= liveAt;
  return [...state].filter((entry) => isIn(entry) && !isOver(entry[1])).sort(byBytes);
}

function apply({ tag, val }, state) {
  if (tag === "put") state.set(val.key, { value: val.value, expiresAt: val.expiresAt });
  else if (tag === "delete") state.delete(val);
  else for (const [key] of within(state, val)) state.delete(key);
}
