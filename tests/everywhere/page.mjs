// The parts of the documentation that programs write: each is between `<!-- NAME: generated -->` and `<!-- end -->`.

import { readFile, writeFile } from "node:fs/promises";
import { exceptions } from "./exceptions.mjs";
import { hosts } from "./hosts.mjs";

/** Has what follows from `exceptions.json`. */
const EXCEPTIONS = { page: "docs/hosts/README.md", name: "exceptions" };

/** Has what `--figures` measured. */
const FIGURES = { page: "README.md", name: "figures" };

/** Throws unless the exceptions are current, and every host has figures. */
export async function checkPages() {
  if ((await read(EXCEPTIONS)) !== exceptionsTable()) {
    throw new Error(`${EXCEPTIONS.page} is not current: run \`node tests/everywhere/run.mjs --write-page\``);
  }
  const rows = (await read(FIGURES)).split("\n").slice(2);
  const measured = rows.map((row) => row.match(/^\| `(.*?)`/)?.[1]);
  if (measured.join() !== Object.keys(hosts).join()) {
    throw new Error(`${FIGURES.page} does not have the figures of all hosts: run \`cargo xtask everywhere --figures\``);
  }
}

/** Writes what follows from the exceptions. */
export const writeExceptions = () => write(EXCEPTIONS, exceptionsTable());

/** Writes the table of figures. */
export const writeFigures = (table) => write(FIGURES, table);

const fileOf = (page) => new URL(`../../${page}`, import.meta.url);

const patternOf = (name) => new RegExp(`(?<=<!-- ${name}: generated -->\\n\\n)[^]*?(?=\\n\\n<!-- end -->)`);

async function read({ page, name }) {
  const found = patternOf(name).exec(await readFile(fileOf(page), "utf8"));
  if (!found) throw new Error(`${page} has no place for the ${name}`);
  return found[0];
}

async function write({ page, name }, part) {
  const text = await readFile(fileOf(page), "utf8");
  if (!patternOf(name).test(text)) throw new Error(`${page} has no place for the ${name}`);
  await writeFile(fileOf(page), text.replace(patternOf(name), () => part));
}

function exceptionsTable() {
  const rows = Object.keys(hosts).flatMap((host) =>
    (exceptions[host] ?? []).map(({ checks, reason }) => {
      const shown = checks.map((name) => `\`${name}\``).join(", ");
      return `| ${host} | ${reason} | ${shown} |`;
    }));
  return ["| host | why | checks that fail there |", "|---|---|---|", ...rows].join("\n");
}
