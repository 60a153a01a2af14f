// Writes the table of the exported functions with the shapes of their inputs, by which arguments are checked.

import { groups } from "./contract.mjs";
import { camel, DEFAULTS, pascal } from "./names.mjs";

/** The text of `functions.ts`. */
export function functionTable(contract) {
  const needed = new Set();
  const faces = groups(contract);
  const shapes = new Map(contract.types.map((type) => [type.name, type]));
  const rows = faces.map(({ group, functions }) => {
    const lines = functions.map(({ name, params }) => {
      const shaped = params.map((param) => [camel(param.name), shape(param.type, needed, shapes)]);
      return `    ${camel(name)}: ${JSON.stringify(shaped)},\n`;
    });
    return `  ${group}: {\n${lines.join("")}  },\n`;
  });
  const types = [...needed].map((name) => {
    const type = described(shapes.get(name), needed, shapes);
    return `  ${name}: ${JSON.stringify(type)},\n`;
  });
  const imports = faces.map(({ name }) => `${pascal(name)}Calls`);
  const members = faces.map(
    ({ group, name }) => `  readonly ${group}: ${pascal(name)}Calls;\n`,
  );
  return `// Generated from the WIT of the component (\`build/functions.mjs\`).

import type { ${imports.join(", ")} } from "./contract.js";
import type { Described, Parameters } from "../check.js";

/** The calls of the component, in groups as in the contract. */
export interface Calls {
${members.join("")}}

/** The parameters of each function. */
export const FUNCTIONS: { readonly [Group in keyof Calls]: Readonly<Record<string, Parameters>> } = {
${rows.join("")}};

/** The types that arguments are made of. */
export const TYPES: Readonly<Record<string, Described>> = {
${types.join("")}};
`;
}

/** A primitive or a name as a text, a structure as a list whose first element says what it is. */
function shape(type, needed, shapes) {
  const inner = (of) => shape(of, needed, shapes);
  switch (type.kind) {
    case "named":
      if (!needed.has(type.name)) {
        needed.add(type.name);
        described(shapes.get(type.name), needed, shapes);
      }
      return type.name;
    case "option":
      return ["option", inner(type.of)];
    case "list":
      return type.of.kind === "u8" ? "bytes" : ["list", inner(type.of)];
    case "tuple":
      return ["tuple", ...type.of.map(inner)];
    default:
      return type.kind;
  }
}

function described(type, needed, shapes) {
  const of = (each) => (each ? shape(each, needed, shapes) : null);
  switch (type.kind) {
    case "record": {
      const defaults = DEFAULTS[type.name] ?? {};
      const fields = type.fields.map(({ name, type }) => {
        const field = [camel(name), of(type)];
        return name in defaults ? [...field, defaults[name]] : field;
      });
      return { record: fields };
    }
    case "variant":
      return { variant: Object.fromEntries(type.cases.map((each) => [each.name, of(each.type)])) };
    default:
      return { enum: type.cases.map(({ name }) => name) };
  }
}
