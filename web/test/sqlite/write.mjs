// Writes one commit after another, each with the next number in every document, and prints each number that was
// acknowledged.

import { writeSync } from "node:fs";
import process from "node:process";
import { vestibule } from "../entry.mjs";

const store = await vestibule.sqlite(process.argv[2]);
const DOCUMENTS = 300;

for (let number = 1 + Number(store.get(["000"])[0]?.value ?? 0); ; number++) {
  const writes = Array.from({ length: DOCUMENTS }, (_, index) => {
    const key = `${index}`.padStart(3, "0");
    // The length changes, so that pages are split and merged.
    const value = `${number}${" ".repeat((number * 37 + index) % 900)}`;
    return { tag: "put", val: { key, value, expiresAt: undefined } };
  });
  store.commit([], writes);
  // At once, whatever happens to this process.
  writeSync(1, `${number}\n`);
}
