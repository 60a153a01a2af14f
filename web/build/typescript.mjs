// Writes the contract as TypeScript: its types, and the signatures of the exported functions.

import { camel, DEFAULTS, pascal } from "./names.mjs";
import { groups } from "./contract.mjs";

const HEAD = "// Generated from the WIT of the component (`build/typescript.mjs`).\n";

const PRIMITIVES = {
  bool: "boolean",
  string: "string",
  u8: "number",
  u16: "number",
  u32: "number",
  u64: "bigint",
  s64: "bigint",
};

/** The text of `contract.ts`. */
export function contractTypes(contract) {
  const types = contract.types.map(declaration);
  const calls = groups(contract).map(callsOf);
  return [HEAD, ...types, ...calls, codesOf(contract)].join("\n");
}

function comment(text, indent = "") {
  if (!text) return "";
  // A `*/` would end the comment.
  const lines = text.replaceAll("*/", "*\u200b/").split("\n").map((line) => line.trimEnd());
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  const body = lines.map((line) => `${indent} *${line && ` ${line}`}\n`).join("");
  return `${indent}/**\n${body}${indent} */\n`;
}

function declaration(type) {
  const head = comment(type.docs);
  switch (type.kind) {
    case "record": {
      const fields = type.fields.map((field) => memberOf(type.name, field)).join("");
      return `${head}export interface ${type.name} {\n${fields}}\n`;
    }
    case "enum": {
      const cases = type.cases.map(({ name, docs }) => `${comment(docs, "  ")}  | "${name}"\n`);
      return `${head}export type ${type.name} =\n${cases.join("").trimEnd()};\n`;
    }
    case "variant": {
      const cases = type.cases.map(({ name, docs, type }) => {
        const val = type ? `; val: ${text(type)}` : "";
        return `${comment(docs, "  ")}  | { tag: "${name}"${val} }\n`;
      });
      return `${head}export type ${type.name} =\n${cases.join("").trimEnd()};\n`;
    }
    default:
      throw new Error(`${type.name} has no kind`);
  }
}

function memberOf(record, { name, docs, type }) {
  const isDefaulted = name in (DEFAULTS[record] ?? {});
  const mark = type.kind === "option" || isDefaulted ? "?" : "";
  const may = isDefaulted ? " | undefined" : "";
  return `${comment(docs, "  ")}  ${camel(name)}${mark}: ${text(type)}${may};\n`;
}

/** A type as it is used. */
function text(type) {
  switch (type.kind) {
    case "named":
      return type.name;
    case "option":
      return `${text(type.of)} | undefined`;
    case "list":
      if (type.of.kind === "u8") return "Uint8Array";
      return type.of.kind === "option" ? `(${text(type.of)})[]` : `${text(type.of)}[]`;
    case "tuple":
      return `[${type.of.map(text).join(", ")}]`;
    default: {
      const primitive = PRIMITIVES[type.kind];
      if (!primitive) throw new Error(`a type that is not known here: ${type.kind}`);
      return primitive;
    }
  }
}

function callsOf({ name, docs, functions }) {
  const signatures = functions.map((each) => {
    const params = each.params.map((param, index) => {
      const isLast = each.params.slice(index).every(({ type }) => type.kind === "option");
      return `${camel(param.name)}${isLast ? "?" : ""}: ${text(param.type)}`;
    });
    return `${comment(each.docs, "  ")}  ${camel(each.name)}(${params.join(", ")}): Promise<${resultOf(each)}>;\n`;
  });
  return `${comment(docs)}export interface ${pascal(name)}Calls {\n${signatures.join("\n")}}\n`;
}

/** A failure is thrown, so the type of the error is not part of the signature. */
function resultOf({ result }) {
  const type = result?.kind === "result" ? result.ok : result;
  return type ? text(type) : "void";
}

/** The documented code of each sub-status, which its comment begins with. */
function codesOf({ types }) {
  const { cases } = types.find(({ name }) => name === "SubStatus");
  const rows = cases.map(({ name, docs }) => {
    const [code] = /^[EW]\d{6}(?=:)/.exec(docs) ?? [];
    if (!code) throw new Error(`sub-status ${name} has no code in its comment`);
    return `  "${name}": "${code}",\n`;
  });
  const head = comment("The code that clients of REST see, such as `E005001`, of each sub-status.");
  return `${head}export const CODES: Record<SubStatus, string> = {\n${rows.join("")}};\n`;
}
