// Commits without end, for a tab that is closed meanwhile.

import { indexedDb } from "/lib/browser.js";

const DOCUMENTS = 300;
const all = { start: "", end: "~" };
const page = { limit: 1_000, offset: 0, reverse: false };
const store = await indexedDb({ name: "closing" });

/** Writes one number into all documents, then the next one, and tells `report` before and after each commit. */
export async function writeOn(report) {
  for (let number = await newest(); ; number++) {
    const writes = Array.from({ length: DOCUMENTS }, (_, index) => ({
      tag: "put",
      val: { key: `${index}`, value: JSON.stringify({ number: number + 1, text: "x".repeat(2_000) }) },
    }));
    const committed = store.commit([], writes);
    report("begun", number + 1);
    await committed;
    await report("done", number + 1);
  }
}

/** The number in all documents; 0 if there are none. Throws if they differ. */
export async function newest() {
  const entries = await store.scan(all, [], page);
  if (entries.length === 0) return 0;
  const numbers = new Set(entries.map(({ value }) => JSON.parse(value).number));
  if (numbers.size !== 1 || entries.length !== DOCUMENTS) {
    throw new Error(`${entries.length} documents with ${[...numbers]}`);
  }
  return [...numbers][0];
}
