// The state of a browser in which a user is logged in, in the format of Playwright.

/** Where an application keeps the UST; `cookie` and `localStorage` are names there. */
export type StorageStateOptions = {
  /** The application's address, such as `http://127.0.0.1:8080`. */
  readonly url: string;
} & ({ readonly cookie: string } | { readonly localStorage: string });

/** As `BrowserContext.storageState()` of Playwright returns it. */
export interface StorageState {
  cookies: {
    name: string;
    value: string;
    domain: string;
    path: string;
    /** -1: until the browser is closed. */
    expires: number;
    httpOnly: boolean;
    secure: boolean;
    sameSite: "Lax";
  }[];
  origins: { origin: string; localStorage: { name: string; value: string }[] }[];
}

export function storageStateOf(ust: string, options: StorageStateOptions): StorageState {
  const { origin, hostname, protocol } = new URL(options.url);
  if ("localStorage" in options) {
    const localStorage = [{ name: options.localStorage, value: ust }];
    return { cookies: [], origins: [{ origin, localStorage }] };
  }
  const cookie = {
    name: options.cookie,
    value: ust,
    domain: hostname,
    path: "/",
    expires: -1,
    httpOnly: true,
    secure: protocol === "https:",
    sameSite: "Lax" as const,
  };
  return { cookies: [cookie], origins: [] };
}
