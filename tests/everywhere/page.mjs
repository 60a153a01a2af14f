// The part of `docs/hosts/README.md` that follows from `exceptions.json`.

import { readFile, writeFile } from "node:fs/promises";
import { exceptions } from "./exceptions.mjs";
import { hosts } from "./hosts.mjs";

const PAGE = new URL("../../docs/hosts/README.md", import.meta.url);
const PART = /(<!-- exceptions: generated -->\n)[^]*(<!-- end -->)/;

/** Throws unless the page has what follows from the exceptions. */
export async function checkPage() {
  const page = await readFile(PAGE, "utf8");
  if (page !== current(page)) {
    throw new Error("docs/hosts/README.md is not current: run `node tests/everywhere/run.mjs --write-page`");
  }
}

/** Writes what follows from the exceptions. */
export async function writePage() {
  await writeFile(PAGE, current(await readFile(PAGE, "utf8")));
}

function current(page) {
  if (!PART.test(page)) throw new Error("docs/hosts/README.md has no place for the exceptions");
  const rows = Object.keys(hosts).flatMap((host) =>
    (exceptions[host] ?? []).map(({ checks, reason }) => {
      const shown = checks.map((name) => `\`${name}\``).join(", ");
      return `| ${host} | ${reason} | ${shown} |\n`;
    }));
  const table = ["| host | why | checks that fail there |\n", "|---|---|---|\n", ...rows].join("");
  return page.replace(PART, (_, begin, end) => `${begin}\n${table}\n${end}`);
}
