// A comparison that every host has: of primitives and lists.

/** Throws unless two values are the same primitive, or lists of the same. */
export function assertEqual(found, expected) {
  if (isEqual(found, expected)) return;
  throw new Error(`found ${shown(found)} instead of ${shown(expected)}`);
}

function isEqual(one, other) {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other);
  return one.length === other.length && one.every((each, index) => isEqual(each, other[index]));
}

const shown = (value) =>
  (JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}n` : each)) ?? "undefined").slice(0, 500);
