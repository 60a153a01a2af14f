// The secret key of an SSO in a browser.

import { randomBytes } from "../random.js";
import { answerOf, completed } from "./requests.js";

const KEYS = "keys";
const KEY_BYTES = 32;

/**
 * The secret key of a database, for `main.keys`; made when it is asked for first.
 *
 * It lies beside the data, in the origin of the page: every script of that origin can read both. So this is for
 * demonstrations, development and tests.
 *
 * @param name the name that `indexedDb` has. Default: `vestibule`.
 */
export async function browserKey(name = "vestibule"): Promise<string> {
  const opening = indexedDB.open(`${name}-key`, 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(KEYS);
  const database = await answerOf(opening);
  try {
    const keys = database.transaction(KEYS, "readwrite", { durability: "strict" }).objectStore(KEYS);
    const known: Uint8Array | undefined = await answerOf(keys.get(0));
    const key = known ?? randomBytes(KEY_BYTES);
    if (!known) keys.add(key, 0);
    await completed(keys.transaction);
    return btoa(String.fromCharCode(...key));
  } finally {
    database.close();
  }
}
