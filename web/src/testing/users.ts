// Users of a test, in one line and without a form.

import { operator } from "../authority.js";
import type { CreateRequest } from "../generated/contract.js";
import type { Calls } from "../generated/functions.js";
import { type StorageState, type StorageStateOptions, storageStateOf } from "./storage-state.js";

/** Who a user is. Members of `CreateRequest` in the contract may be given as well, such as `displayName`. */
export interface TestUserOptions extends Partial<Omit<CreateRequest, "isSuperUser">> {
  /** Applications that the user logs in to, one after another. Default: `apps.default` of the settings. */
  readonly apps?: readonly string[];
  /** Whether the user may administer others. Default: false. */
  readonly superUser?: boolean;
  /** The address that the logins come from. Default: 127.0.0.1. */
  readonly remoteAddr?: string;
}

/** A user who is logged in. */
export interface TestUser {
  readonly userId: string;
  readonly username: string;
  readonly password: string;
  /** Proven. */
  readonly email: string;
  /** The user session token of the login to the first application. */
  readonly ust: string;
  /** The user session tokens of all logins, by application. */
  readonly usts: Readonly<Record<string, string>>;
  /** Headers for a request to the SSO: `Authorization: Bearer UST`. */
  readonly headers: { readonly authorization: string };
  /**
   * A browser's state in which the user is logged in, for Playwright's `browser.newContext({ storageState })`. The
   * application decides where it keeps the UST: in a cookie or in the local storage.
   */
  storageState(options: StorageStateOptions): StorageState;
}

/** Makes the number-th user of a test. `app` is the default application. */
export async function makeUser(
  calls: Pick<Calls, "users" | "authentication">,
  number: number,
  app: string,
  options: TestUserOptions,
): Promise<TestUser> {
  const { apps = [app], superUser = false, remoteAddr = "127.0.0.1", ...given } = options;
  const username = given.username ?? `user${number}`;
  const password = given.password ?? `open-sesame-${number}`;
  const email = given.email ?? `user${number}@example.com`;
  const account = { ...given, username, password, email, isSuperUser: superUser };
  const userId = await calls.users.create({}, operator("vestibule/testing"), account);
  const usts: Record<string, string> = {};
  for (const currentApp of apps) {
    const caller = { currentApp, remoteAddr, userAgent: "vestibule/testing" };
    usts[currentApp] = (await calls.authentication.login(caller, { username, password })).ust;
  }
  const [ust] = Object.values(usts);
  if (ust === undefined) throw new TypeError("a user logs in to at least one application");
  return {
    userId,
    username,
    password,
    email,
    ust,
    usts,
    headers: { authorization: `Bearer ${ust}` },
    storageState: (where) => storageStateOf(ust, where),
  };
}
