// The order of keys.

/**
 * Compares two keys by their bytes in UTF-8, as the contract orders them: negative, zero or positive. JavaScript's
 * own order is that of UTF-16, where characters beyond U+FFFF come before U+E000.
 */
export function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const a = one.charCodeAt(index);
    const b = other.charCodeAt(index);
    if (a !== b) return place(a) - place(b);
  }
  return one.length - other.length;
}

/** Moves the units from U+E000 on below the surrogates, which stand for characters beyond U+FFFF. */
function place(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The position of the first key of a sorted list that is not before `key`. */
export function firstAtOrAfter(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(sorted[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
