// Reads the component's WIT (a `Resolve` of wit-parser, as JSON) into what the generators of TypeScript need.

import { camel, typeName } from "./names.mjs";

const SSO = /^vestibule:sso@/;

/** The interfaces of the world, and every named type that they use. */
export function readContract(resolve) {
  const packageIndex = resolve.packages.findIndex(({ name }) => SSO.test(name));
  const world = resolve.worlds.find(
    (world) => world.name === "sso" && world.package === packageIndex,
  );
  if (!world) throw new Error("the WIT has no world vestibule:sso/sso");
  const reader = { resolve, types: new Map() };
  const interfacesOf = (items) =>
    Object.values(items)
      .map((item) => resolve.interfaces[item.interface.id])
      .filter((face) => face.package === packageIndex);
  const read = (face) => ({
    name: face.name,
    docs: textOf(face.docs),
    functions: Object.values(face.functions).map((each) => readFunction(reader, each)),
    types: Object.values(face.types).map((id) => readType(reader, id)),
  });
  const imports = interfacesOf(world.imports).map(read);
  const exports = interfacesOf(world.exports).map(read);
  return { imports, exports, types: [...reader.types.values()] };
}

function readFunction(reader, { name, params, result, docs }) {
  return {
    name,
    docs: textOf(docs),
    params: params.map((each) => ({ name: each.name, type: readType(reader, each.type) })),
    result: result === undefined || result === null ? null : readType(reader, result),
  };
}

const STRUCTURES = ["option", "list", "tuple", "result"];

/** A type as it is used: a primitive, a structure without a name, or a reference to a named type. */
function readType(reader, type) {
  if (typeof type === "string") return { kind: type };
  const { name, kind } = reader.resolve.types[type];
  // An alias of a structure, such as a tuple, is that structure.
  if (name && !STRUCTURES.some((each) => each in kind)) return named(reader, type);
  const read = (inner) => (inner === null ? null : readType(reader, inner));
  if ("option" in kind) return { kind: "option", of: read(kind.option) };
  if ("list" in kind) return { kind: "list", of: read(kind.list) };
  if ("tuple" in kind) return { kind: "tuple", of: kind.tuple.types.map(read) };
  if ("result" in kind) {
    return { kind: "result", ok: read(kind.result.ok), err: read(kind.result.err) };
  }
  throw new Error(`a structure that is not known here: ${JSON.stringify(kind)}`);
}

function named(reader, id) {
  const { name, kind, owner, docs } = reader.resolve.types[id];
  if (typeof kind === "object" && "type" in kind) return readType(reader, kind.type);
  const interfaceName = reader.resolve.interfaces[owner.interface].name;
  const type = typeName(interfaceName, name);
  const known = reader.types.get(type);
  if (known && known.id !== id) throw new Error(`two types of the contract would be ${type}`);
  if (!known) {
    // Before its members are read, which may lead back here.
    const read = { id, name: type, docs: textOf(docs) };
    reader.types.set(type, read);
    Object.assign(read, readNamed(reader, kind, type));
  }
  return { kind: "named", name: type };
}

function readNamed(reader, kind, type) {
  if ("record" in kind) {
    const fields = kind.record.fields.map((field) => ({
      name: field.name,
      docs: textOf(field.docs),
      type: readType(reader, field.type),
    }));
    return { kind: "record", fields };
  }
  if ("variant" in kind) {
    const cases = kind.variant.cases.map((each) => ({
      name: each.name,
      docs: textOf(each.docs),
      type: each.type === null || each.type === undefined ? null : readType(reader, each.type),
    }));
    return { kind: "variant", cases };
  }
  if ("enum" in kind) {
    const cases = kind.enum.cases.map(({ name, docs }) => ({ name, docs: textOf(docs) }));
    return { kind: "enum", cases };
  }
  throw new Error(`type ${type} is of a kind that is not known here: ${JSON.stringify(kind)}`);
}

const textOf = (docs) => docs?.contents ?? "";

/** The names that jco has for the functions of an interface, such as `vestibule:sso/storage#get`. */
export const functionNames = ({ name, functions }) =>
  functions.map((each) => `vestibule:sso/${name}#${each.name}`);

/** Interfaces with functions, by the names that their groups have in TypeScript. */
export const groups = ({ exports }) =>
  exports
    .filter(({ functions }) => functions.length > 0)
    .map((face) => ({ ...face, group: camel(face.name) }));
