// The Durable Object: all data of one company, and the rules.

import { DurableObject } from "cloudflare:workers";
import { instantiate } from "../glue/jspi.js";
import type { AuditEvent, Message } from "../generated/contract.js";
import { type Calls, FUNCTIONS } from "../generated/functions.js";
import { moduleHashing } from "../hashing/module.js";
import { queuedHashing } from "../hashing/queue.js";
import type { ClientInfo, HttpRequest, HttpResponse } from "../http.js";
import { createSso, type Sso, type SsoOptions } from "../sso.js";
import { isStoreError } from "../storage.js";
import core from "../wasm/vestibule.core.wasm";
import core2 from "../wasm/vestibule.core2.wasm";
import core3 from "../wasm/vestibule.core3.wasm";
import hashingModule from "../wasm/hashing.wasm";
import { Alarms } from "./alarms.js";
import { settingsOf, type VestibuleEnv } from "./environment.js";
import { serviceHashing } from "./hashing.js";
import type { ObjectState } from "./state.js";
import { durableObjectStorage } from "./storage.js";

const modules = { "vestibule.core.wasm": core, "vestibule.core2.wasm": core2, "vestibule.core3.wasm": core3 };

/** Hashes that are asked for at the same time: a few less than there are instances, so that a check always gets one. */
const HASHES = { atOnce: 60, waiting: 0 };

/** Options of a `Vestibule`, for a class that extends it. */
export interface VestibuleOptions extends Partial<Omit<SsoOptions, "component" | "storage" | "hashing">> {
  /**
   * Sends a message, such as a mail with a token. A message whose sending fails is tried again after a growing delay.
   * Without it no message is queued, unless `deliversMessages`.
   */
  readonly deliver?: (message: Message) => Promise<void> | void;
}

/**
 * An SSO as a Durable Object: `export { Vestibule } from "vestibule/workerd"`. All accounts of a company are in one
 * object, which performs one operation of its store at a time.
 *
 * Every Worker with a binding to the namespace can act as the operator (`call`). Requests from outside come through
 * `createWorker` or `forward`.
 *
 * The settings are those of the environment, and the audit log is the Worker's log, unless a class of your own says
 * otherwise:
 *
 * ```ts
 * export class Vestibule extends Base<Env> {
 *   constructor(ctx: DurableObjectState, env: Env) {
 *     super(ctx, env, { deliver: (message) => send(message, env) });
 *   }
 * }
 * ```
 *
 * (Options are not methods to override: other Workers could call them, and read the secret keys.)
 */
export class Vestibule<Env extends VestibuleEnv = VestibuleEnv> extends DurableObject<Env> {
  readonly #ctx: ObjectState;
  readonly #options: VestibuleOptions;
  readonly #alarms: Alarms;
  #sso: Sso | undefined;

  constructor(ctx: ObjectState, env: Env, options: VestibuleOptions = {}) {
    super(ctx, env);
    this.#ctx = ctx;
    this.#options = options;
    this.#alarms = new Alarms(ctx.storage, options.onFault);
    // Nothing is served before the settings are checked. If this fails, so does the request that woke the object.
    void ctx.blockConcurrencyWhile(async () => {
      this.#sso = await this.#open();
      await this.#alarms.begin();
    });
  }

  /** The SSO in this object. */
  protected get sso(): Sso {
    if (!this.#sso) throw new Error("the object is not open yet");
    return this.#sso;
  }

  /** Answers a request to the REST API. `info` is what the Worker in front knows about the client. */
  handle(request: HttpRequest, info: ClientInfo = {}): Promise<HttpResponse> {
    return this.sso.handle(request, info);
  }

  /**
   * Performs a call of the contract, such as `call("users", "create", {}, operator("setup"), { … })`. For the Workers of
   * the company only: whoever calls may be the operator.
   */
  call<Group extends keyof Calls, Name extends keyof Calls[Group] & string>(
    group: Group,
    name: Name,
    ...input: Calls[Group][Name] extends (...input: infer Input) => unknown ? Input : never
  ): Calls[Group][Name] extends (...input: never[]) => infer Result ? Result : never {
    // Only what the contract has, whatever names come from afar.
    const isCall = Object.hasOwn(FUNCTIONS, group) && Object.hasOwn(FUNCTIONS[group], name);
    if (!isCall) throw new TypeError(`there is no call ${group}.${name}`);
    const perform = this.sso[group][name] as (...input: unknown[]) => never;
    return perform(...input);
  }

  /** Removes what has expired, and delivers messages. The platform calls it. */
  async alarm(): Promise<void> {
    const { sso } = this;
    const { deliver } = this.#options;
    await this.#alarms.run(
      () => sso.sweep(),
      deliver && ((failed) => this.#deliver(deliver, failed)),
    );
  }

  /** Sends what is due; `failed` learns how often a message has failed. */
  async #deliver(deliver: (message: Message) => unknown, failed: (attempts: number) => void): Promise<void> {
    await this.sso.messages.deliver(async (message) => {
      try {
        await deliver(message);
      } catch (error) {
        failed(message.attempts + 1);
        // Not the message: it has a token.
        console.error(`vestibule: a ${message.content.tag} was not sent:`, error);
        throw error;
      }
    });
  }

  async #open(): Promise<Sso> {
    try {
      return await this.#create();
    } catch (error) {
      // Only an `Error` says in the log what it is about.
      if (!isStoreError(error)) throw error;
      throw new Error(`the object's store cannot be used: ${error.tag === "unavailable" ? error.val : error.tag}`);
    }
  }

  #create(): Promise<Sso> {
    const { deliver, audit = logged, ...options } = this.#options;
    const service = this.env.VESTIBULE_HASHING;
    return createSso({
      settings: settingsOf(this.env),
      deliversMessages: deliver !== undefined,
      ...options,
      component: { instantiate, modules, canWait: true },
      storage: durableObjectStorage(this.#ctx.storage),
      hashing: service ? queuedHashing(serviceHashing(service), HASHES) : moduleHashing(hashingModule),
      audit: (event) => {
        if (event.changed && deliver) this.#ctx.waitUntil(this.#alarms.soon());
        audit(event);
      },
    });
  }
}

/** Writes an event into the log, unless it is one of the many session checks that changed nothing. */
function logged(event: AuditEvent): void {
  if (event.changed) console.log(JSON.stringify({ audit: event }));
}
