// Prints the different numbers in the documents of `write.mjs`.

import process from "node:process";
import { vestibule } from "../entry.mjs";

const store = await vestibule.sqlite(process.argv[2]);
const page = { limit: 1_000, offset: 0, reverse: false };
const found = store.scan({ start: "", end: "~" }, [], page).map(({ value }) => Number(value));
console.log(JSON.stringify([...new Set(found)]));
store.close();
