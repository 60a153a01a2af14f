// The operator's settings, as the component gets them: JSON texts, made once.

/** The value of a setting, as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The settings by the names of their stanzas, such as `{ main: { keys: ["…"] }, session: { expiry: 30 } }`. */
export type Settings = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** What only the host knows. */
export interface HostFacts {
  readonly isDeliveryConfigured: boolean;
  readonly isCallbackConfigured: boolean;
}

/** The import `settings` of the component. */
export interface PassedSettings {
  readonly stanza: (name: string) => string | undefined;
  readonly entry: (stanza: string, key: string) => string | undefined;
}

/** The keys of stanza `main` that the host itself sets. */
const SET_BY_HOST = ["is_delivery_configured", "is_callback_configured"];

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is wrong with settings before the component sees them, in words. */
export function misplaced(settings: unknown, known: readonly string[]): string[] {
  if (!isTable(settings)) return ["the settings must be an object with stanzas"];
  return Object.entries(settings).flatMap(([name, stanza]) => {
    if (!known.includes(name)) return [`unknown stanza [${name}]`];
    if (!isTable(stanza)) return [`${name} must be a stanza: an object`];
    const taken = name === "main" ? SET_BY_HOST.filter((key) => Object.hasOwn(stanza, key)) : [];
    return taken.map((key) => `[main] ${key} is an unknown key`);
  });
}

/** The settings as texts. They do not change afterwards, whatever happens to the object. */
export function passedSettings(settings: Settings, facts: HostFacts): PassedSettings {
  const main = {
    ...settings.main,
    is_delivery_configured: facts.isDeliveryConfigured,
    is_callback_configured: facts.isCallbackConfigured,
  };
  const stanzas = new Map<string, string>();
  const entries = new Map<string, Map<string, string>>();
  for (const [name, stanza] of Object.entries({ ...settings, main })) {
    stanzas.set(name, JSON.stringify(stanza));
    entries.set(name, name === "linked_auth" ? definitions(stanza) : members(stanza));
  }
  return {
    stanza: (name) => stanzas.get(name),
    entry: (stanza, key) => entries.get(stanza)?.get(key),
  };
}

function members(stanza: Readonly<Record<string, Json>>): Map<string, string> {
  const given = Object.entries(stanza).filter(([, value]) => value !== undefined);
  return new Map(given.map(([key, value]) => [key, JSON.stringify(value)]));
}

/** The elements of `linked_auth.definition` by type and username. The first of several is the one that counts. */
function definitions({ definition }: Readonly<Record<string, Json>>): Map<string, string> {
  const found = new Map<string, string>();
  for (const each of Array.isArray(definition) ? definition : []) {
    if (!isTable(each)) continue;
    const { auth_type, username } = each;
    if (typeof auth_type !== "string" || typeof username !== "string") continue;
    const key = `${auth_type}/${username}`;
    if (!found.has(key)) found.set(key, JSON.stringify(each));
  }
  return found;
}
