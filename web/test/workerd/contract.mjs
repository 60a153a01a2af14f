// Runs the cases and histories of the storage contract on the SQLite of Durable Objects.

import { DurableObject } from "cloudflare:workers";
import { runCase } from "./cases.mjs";
import { checkHistories } from "./histories/check.mjs";
import { durableObjectStorage } from "./lib/workerd.js";
import table from "./storage.json";

/** An object with an empty store. */
export class Store extends DurableObject {
  #store;

  constructor(ctx, env) {
    super(ctx, env);
    this.#store = durableObjectStorage(ctx.storage);
  }

  async runCase(number) {
    await runCase(this.#store, table.cases[number]);
  }

  /** An operation of the store. Its errors are values, because only an `Error` goes from object to object. */
  operate(operation, ...input) {
    try {
      return { result: this.#store[operation](...input) };
    } catch (error) {
      return { error };
    }
  }
}

/** A client's view of the store of another object. */
function remote(stub) {
  const operation = (name) => async (...input) => {
    const { result, error } = await stub.operate(name, ...input);
    if (error !== undefined) throw error;
    return result;
  };
  const names = ["get", "scan", "count", "commit", "sweep"];
  return Object.fromEntries(names.map((name) => [name, operation(name)]));
}

/** `/case/N`, or `/histories/HOW-MANY`. Answers with what went wrong, or with nothing. */
export default {
  async fetch(request, env) {
    const [, what, number] = new URL(request.url).pathname.split("/");
    const object = env.STORE.getByName(`${what}${number}`);
    try {
      if (what === "case") await object.runCase(Number(number));
      else await checkHistories(Array.from({ length: 4 }, () => remote(object)), Number(number));
      return new Response();
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
