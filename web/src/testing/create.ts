// A real SSO for tests: the component in memory, with a clock, randomness and a store that obey the test.

import type { Component } from "../component.js";
import type { OutboxCalls } from "../generated/contract.js";
import { moduleHashing } from "../hashing/module.js";
import type { ClientInfo } from "../http.js";
import type { Settings } from "../settings.js";
import { createSso, type Sso, type SsoOptions } from "../sso.js";
import { memoryStorage, type MemorySnapshot } from "../storage/memory.js";
import { type ClockState, SteppedClock, type TestClock } from "./clock.js";
import { failingStorage, type TestStorage } from "./failures.js";
import { collect, type TestMessage } from "./messages.js";
import { SeededRandomness } from "./randomness.js";
import { makeUser, type TestUser, type TestUserOptions } from "./users.js";

/** Options of `createTestSso`. */
export interface TestSsoOptions
  extends Pick<SsoOptions, "signupValidator" | "audit" | "hasCallback" | "deliversMessages"> {
  /**
   * The settings of the application. A secret key is made if there is none. The cost of new password hashes is
   * always the least that there is.
   */
  readonly settings?: Settings;
  /** Where IDs, tokens and everything else that is random come from: the same in each run. Default: 1. */
  readonly seed?: number;
  /** When the clock begins. Default: 2030-01-01T00:00:00Z. */
  readonly now?: Date;
}

/** An SSO for tests. */
export interface TestSso extends Sso {
  /**
   * Returns all messages so far, the oldest first: mails with their tokens, as they would be sent. It also has the
   * calls of the contract's `outbox`, from which it takes the messages.
   */
  readonly outbox: (() => Promise<TestMessage[]>) & OutboxCalls;
  /** Stands still until the test moves it. */
  readonly clock: TestClock;
  /** Fails when the test asks for it. */
  readonly storage: TestStorage;
  /** Makes a user and logs the user in. */
  user(options?: TestUserOptions): Promise<TestUser>;
  /** An SSO of its own that begins with the same data, time and randomness. Later changes to one do not reach the other. */
  fork(): Promise<TestSso>;
  /** Back to the moment when this SSO was made or forked, with the same data, time and randomness. */
  reset(): void;
}

/** What runs: the component with the glue `sync`, and `hashing.wasm`. */
export interface TestModules {
  readonly component: Component;
  readonly hashing: WebAssembly.Module;
}

/** Everything that differs between two SSOs of a test. */
interface State {
  readonly documents: MemorySnapshot | undefined;
  readonly clock: ClockState;
  readonly random: Uint32Array;
  readonly users: number;
  readonly delivered: readonly TestMessage[];
}

/** A key for tests, which everybody knows. */
const KEY = "dmVzdGlidWxlL3Rlc3Rpbmc6IG5vdCBhIHNlY3JldCE=";

/** The least cost that the settings permit. */
const CHEAP = { argon2_memory_kib: 8, argon2_iterations: 1, argon2_parallelism: 1 };

/** When the clock begins, unless the test says otherwise. */
export const START = new Date("2030-01-01T00:00:00Z");

/** The settings of an application, as tests have them. */
export const testSettings = (settings: Settings): Settings => ({
  ...settings,
  main: { keys: [KEY], ...settings.main },
  password: { ...settings.password, ...CHEAP },
});

/** Makes an SSO for tests. */
export function createTestSso(modules: TestModules, options: TestSsoOptions = {}): Promise<TestSso> {
  const { seed = 1, now = START } = options;
  return create(modules, options, {
    documents: undefined,
    clock: new SteppedClock(now).state(),
    random: new SeededRandomness(seed).state(),
    users: 0,
    delivered: [],
  });
}

async function create(modules: TestModules, options: TestSsoOptions, begin: State): Promise<TestSso> {
  const { settings = {}, signupValidator, audit, hasCallback = false, deliversMessages = true } = options;
  const storage = failingStorage(memoryStorage(begin.documents));
  const clock = new SteppedClock(new Date(begin.clock.moment));
  const random = new SeededRandomness(0);
  random.become(begin.random);
  const sso = await createSso({
    component: modules.component,
    hashing: moduleHashing(modules.hashing),
    storage,
    settings: testSettings(settings),
    clock: () => clock.read(),
    random: (length) => random.bytes(length),
    deliversMessages,
    hasCallback,
    ...(signupValidator && { signupValidator }),
    ...(audit && { audit }),
  });
  // A fork has called `prepare` once more than its original, and has to go on as its original would.
  if (begin.documents) {
    clock.become(begin.clock);
    random.become(begin.random);
  }

  let users = begin.users;
  let delivered = [...begin.delivered];
  const state = (): State => ({
    documents: storage.snapshot(),
    clock: clock.state(),
    random: random.state(),
    users,
    delivered: [...delivered],
  });
  const start = state();
  const app = typeof settings.apps?.default === "string" ? settings.apps.default : "CRM";

  async function outbox(): Promise<TestMessage[]> {
    await collect(sso.messages, delivered);
    return [...delivered];
  }
  const withClient = (info: ClientInfo = {}): ClientInfo => ({ remoteAddr: "127.0.0.1", ...info });
  return {
    ...sso,
    fetch: (request, info) => sso.fetch(request, withClient(info)),
    handle: (request, info) => sso.handle(request, withClient(info)),
    clock,
    storage: { failNext: storage.failNext },
    user: (who = {}) => makeUser(sso, ++users, app, who),
    outbox: Object.assign(outbox, sso.outbox),
    fork: () => create(modules, options, state()),
    reset() {
      storage.recover();
      storage.reset(start.documents);
      clock.become(start.clock);
      random.become(start.random);
      users = start.users;
      delivered = [...start.delivered];
    },
  };
}
