// Randomness of the platform.

/** The most that `crypto.getRandomValues` gives at once, in bytes. */
const AT_ONCE = 65_536;

/** Random bytes of the platform's generator. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += AT_ONCE) {
    crypto.getRandomValues(bytes.subarray(at, at + AT_ONCE));
  }
  return bytes;
}
