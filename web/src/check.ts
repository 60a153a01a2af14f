// Checks the arguments of a call against the contract. The glue would take a missing boolean for false, and says
// little about other mistakes. A message names the member and never repeats its value.

import { TYPES } from "./generated/functions.js";

/** A primitive or the name of a type, or a list whose first element is `option`, `list` or `tuple`. */
export type Shape = string | readonly [string, ...Shape[]];

/** A member of a record: its name and shape, and its value if it is left out. */
export type Field = readonly [string, Shape, (boolean | number)?];

/** A named type. */
export type Described =
  | { readonly record: readonly Field[] }
  | { readonly variant: Readonly<Record<string, Shape | null>> }
  | { readonly enum: readonly string[] };

/** The names and shapes of a function's parameters. */
export type Parameters = readonly (readonly [string, Shape])[];

/** The arguments of a call, with the values of members that were left out. Throws a `TypeError`. */
export function checked(parameters: Parameters, input: unknown[]): unknown[] {
  if (input.length > parameters.length) {
    throw new TypeError(`takes ${parameters.length} arguments, not ${input.length}`);
  }
  return parameters.map(([name, shape], index) => check(name, shape, input[index]));
}

function check(path: string, shape: Shape, value: unknown): unknown {
  if (typeof shape !== "string") return checkStructure(path, shape, value);
  const primitive = PRIMITIVES[shape];
  if (primitive) {
    if (!primitive.is(value)) throw new TypeError(`${path} must be ${primitive.words}`);
    return value;
  }
  const type = TYPES[shape];
  if (!type) throw new TypeError(`${path} has a type that is not known: ${shape}`);
  if ("record" in type) return checkRecord(path, type.record, value);
  if ("variant" in type) return checkVariant(path, type.variant, value);
  if (!type.enum.includes(value as string)) {
    throw new TypeError(`${path} must be one of ${type.enum.join(", ")}`);
  }
  return value;
}

interface Primitive {
  is(value: unknown): boolean;
  readonly words: string;
}

const unsigned = (bits: number): Primitive => ({
  is: (value) => Number.isInteger(value) && 0 <= (value as number) && (value as number) < 2 ** bits,
  words: `an integer from 0 to ${2 ** bits - 1}`,
});

const big = (least: bigint, most: bigint): Primitive => ({
  is: (value) => typeof value === "bigint" && least <= value && value <= most,
  words: `a BigInt from ${least} to ${most}`,
});

const PRIMITIVES: Readonly<Record<string, Primitive>> = {
  bool: { is: (value) => typeof value === "boolean", words: "true or false" },
  string: { is: (value) => typeof value === "string", words: "a string" },
  bytes: { is: (value) => value instanceof Uint8Array, words: "a Uint8Array" },
  u8: unsigned(8),
  u16: unsigned(16),
  u32: unsigned(32),
  u64: big(0n, 2n ** 64n - 1n),
  s64: big(-(2n ** 63n), 2n ** 63n - 1n),
};

function checkStructure(path: string, [kind, ...of]: readonly [string, ...Shape[]], value: unknown) {
  if (kind === "option") {
    return value === undefined || value === null ? undefined : check(path, of[0] as Shape, value);
  }
  if (!Array.isArray(value)) throw new TypeError(`${path} must be a list`);
  if (kind === "list") {
    return value.map((each, index) => check(`${path}[${index}]`, of[0] as Shape, each));
  }
  if (value.length !== of.length) throw new TypeError(`${path} must have ${of.length} elements`);
  return of.map((shape, index) => check(`${path}[${index}]`, shape, value[index]));
}

/** Only own members count: an object inherits from others, which may have any. */
function ownMembers(path: string, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${path} must be an object`);
  }
  return Object.assign(Object.create(null), value) as Record<string, unknown>;
}

function checkRecord(path: string, fields: readonly Field[], value: unknown) {
  const given = ownMembers(path, value);
  const record: Record<string, unknown> = {};
  for (const [name, shape, byDefault] of fields) {
    const member = given[name];
    delete given[name];
    record[name] =
      member === undefined && byDefault !== undefined
        ? byDefault
        : check(`${path}.${name}`, shape, member);
  }
  const [unknown] = Object.keys(given);
  if (unknown !== undefined) throw new TypeError(`${path} has no member ${unknown}`);
  return record;
}

function checkVariant(path: string, cases: Readonly<Record<string, Shape | null>>, value: unknown) {
  const { tag, val, ...more } = ownMembers(path, value);
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw new TypeError(`${path} has no member ${unknown}`);
  if (typeof tag !== "string" || !Object.hasOwn(cases, tag)) {
    throw new TypeError(`${path}.tag must be one of ${Object.keys(cases).join(", ")}`);
  }
  const shape = cases[tag];
  if (shape) return { tag, val: check(`${path}.val`, shape, val) };
  if (val !== undefined) throw new TypeError(`${path}: ${tag} has no val`);
  return { tag };
}
