// The variables, secrets and bindings of the Worker.

import type { Json, Settings } from "../settings.js";
import type { HashingService } from "./hashing.js";

/** What a Worker with `Vestibule` has in its environment. */
export interface VestibuleEnv {
  /** Secret: the list of secret keys as JSON, such as `["…"]`, each 32 bytes in standard Base64. The first encrypts, all decrypt. */
  readonly VESTIBULE_MAIN_KEYS?: string;
  /** The other settings by stanza, as an object or as JSON. */
  readonly VESTIBULE_SETTINGS?: string | Settings;
  /** Service binding to the Worker that hashes passwords. Without it the object hashes itself, and all calls wait meanwhile. */
  readonly VESTIBULE_HASHING?: HashingService;
}

/**
 * The settings of the environment.
 *
 * @throws `TypeError` that names a variable that is not JSON. The message has nothing of its value.
 */
export function settingsOf(env: VestibuleEnv): Settings {
  const { VESTIBULE_SETTINGS: given = {}, VESTIBULE_MAIN_KEYS: keys } = env;
  const settings = typeof given === "string" ? (parsed("VESTIBULE_SETTINGS", given) as Settings) : given;
  if (keys === undefined) return settings;
  return { ...settings, main: { ...settings.main, keys: parsed("VESTIBULE_MAIN_KEYS", keys) } };
}

function parsed(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The message of the error would repeat a part of the text.
    throw new TypeError(`the variable ${name} is not JSON`);
  }
}
