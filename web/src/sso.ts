// Puts an SSO together from its parts.

import { callsOf } from "./calls.js";
import { type Component, instantiate } from "./component.js";
import { SettingsError, SsoError } from "./errors.js";
import type { AuditEvent, Problem } from "./generated/contract.js";
import type { Calls } from "./generated/functions.js";
import type { Hashing } from "./hashing.js";
import { type ClientInfo, type HttpRequest, type HttpResponse, passedOn } from "./http.js";
import { importsOf } from "./imports.js";
import { type Callbacks, callbacksOf, type Messages, messagesOf } from "./messages.js";
import { Pool, type PoolLimits } from "./pool.js";
import { randomBytes } from "./random.js";
import { answer, handle } from "./rest.js";
import { misplaced, passedSettings, type PassedSettings, type Settings } from "./settings.js";
import { type Awaitable, isStoreError, type Storage } from "./storage.js";
import type { SignupValidator } from "./validator.js";

/** The parts of an SSO. */
export interface SsoOptions {
  /** The component to run. */
  readonly component: Component;
  /** Where all data is kept. */
  readonly storage: Storage;
  /** What computes password hashes. */
  readonly hashing: Hashing;
  /** The settings of `docs/settings.md`. A secret key, `main.keys`, is required. */
  readonly settings: Settings;
  /** Whether messages are delivered (`sso.messages`). If not, none is queued. Default: false. */
  readonly deliversMessages?: boolean;
  /** Whether a callback of the embedder's own is queued for each sign-up (`sso.callbacks`). Default: false. */
  readonly hasCallback?: boolean;
  /** The embedder's own validation of sign-ups. */
  readonly signupValidator?: SignupValidator;
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly clock?: () => number;
  /** Bytes that nobody can predict. Default: `crypto.getRandomValues`. */
  readonly random?: (length: number) => Uint8Array;
  /** Takes the audit log: one event for each operation. Default: none is kept. */
  readonly audit?: (event: AuditEvent) => void;
  /**
   * Takes errors that no caller gets: of storage, of hashing, of `audit`, of the component. Default: `console.error`.
   */
  readonly onFault?: (error: unknown) => void;
  /** Default: 64 instances, 1,024 waiting calls, 30,000 ms for a call. */
  readonly limits?: Partial<PoolLimits>;
}

/** Single sign-on: the REST API, and the calls of the contract in groups. A call that fails throws an `SsoError`. */
export interface Sso extends Calls {
  /** Answers a request to the REST API; every path that it does not have gets its 404. Never rejects. */
  fetch(request: Request, info?: ClientInfo): Promise<Response>;
  /** As `fetch`, for a request in parts: a `Request` with the method GET has no body. */
  handle(request: HttpRequest, info?: ClientInfo): Promise<HttpResponse>;
  /** Messages to deliver. None is queued unless `deliversMessages`. */
  readonly messages: Messages;
  /** Callbacks about sign-ups to deliver, to `signup.callback_url_list` and to the embedder (`hasCallback`). */
  readonly callbacks: Callbacks;
  /**
   * Removes expired documents; returns how many. An expired document is absent to every call even before; this frees
   * its space. To be called every few minutes.
   */
  sweep(): Promise<number>;
  /** Whether storage answers. */
  isReady(): Promise<boolean>;
  /** Waits for the calls that have begun, and closes hashing and storage. Further calls are refused. */
  close(): Promise<void>;
}

const LIMITS: PoolLimits = { instances: 64, waiting: 1_024, deadline: 30_000 };

/**
 * Makes an SSO. Checks the settings, compares the secret keys with the stored data, and serves only then.
 *
 * @throws `SettingsError` with every problem, by stanza and key.
 */
export async function createSso(options: SsoOptions): Promise<Sso> {
  const { component, storage, hashing, settings, clock = Date.now, random = randomBytes } = options;
  const onFault = options.onFault ?? ((error) => console.error("vestibule:", error));
  // The stanzas that the component knows are asked before there are settings.
  let passed: PassedSettings | undefined;
  const imports = importsOf({
    storage,
    hashing,
    settings: {
      stanza: (name) => passed?.stanza(name),
      entry: (stanza, key) => passed?.entry(stanza, key),
    },
    clock,
    random,
    audit: options.audit ?? (() => {}),
    canWait: component.canWait,
    onFault,
  });
  const limits = { ...LIMITS, ...options.limits };
  const pool = new Pool(() => instantiate(component, imports), limits);
  const { signupValidator: validator } = options;
  const calls = callsOf(pool, validator);

  refuse(misplaced(settings, await calls.configuration.stanzas()));
  passed = passedSettings(settings, {
    isDeliveryConfigured: options.deliversMessages === true,
    isCallbackConfigured: options.hasCallback === true,
  });
  refuse((await calls.configuration.check()).map(line));
  refuse((await calls.configuration.prepare()).map(line));

  const front = {
    pool,
    headers: passedOn(settings.apps?.http_header),
    validator,
    random,
    deadline: limits.deadline,
    onFault,
  };
  return {
    ...calls,
    fetch: (request, info = {}) => answer(front, request, info),
    handle: (request, info = {}) => handle(front, request, info),
    messages: messagesOf(calls.outbox),
    callbacks: callbacksOf(calls.outbox),
    sweep: () => stored(() => storage.sweep(BigInt(Math.floor(clock() / 1_000)))),
    isReady: () => stored(() => storage.get(["key-check"])).then(() => true, () => false),
    async close() {
      await pool.close();
      await hashing.close?.();
      await storage.close?.();
    },
  };
}

const line = ({ stanza, key, message }: Problem): string => `[${stanza}] ${key} ${message}`;

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new SettingsError(problems);
}

/** An operation of the store outside of a call of the component. */
async function stored<T>(work: () => Awaitable<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStoreError(error)) throw new SsoError({ tag: "unavailable", val: "the store failed" }, { cause: error });
    throw new SsoError({ tag: "unavailable", val: error.tag === "unavailable" ? error.val : error.tag });
  }
}
