/**
 * A Worker that hashes passwords, so that the object with the data never waits for a hash. Deploy it beside the SSO,
 * with this as its whole script: `export { default } from "vestibule/workerd/hashing"`.
 *
 * @module
 */

import { WorkerEntrypoint } from "cloudflare:workers";
import type { Algorithm, HashingError } from "../generated/contract.js";
import { type Hashing, isHashingError } from "../hashing.js";
import { moduleHashing } from "../hashing/module.js";
import module from "../wasm/hashing.wasm";

/** What a hash is asked with; the parameters of `Hashing.derive`. */
type Input = Parameters<Hashing["derive"]>;

/** What is sent back. An error of the contract is a text, which an exception between Workers could not be. */
export type Answer = { readonly hash: Uint8Array } | { readonly error: HashingError };

/** The calls of the Worker, as its service binding has them. */
export interface HashingService {
  derive(...input: Input): Promise<Answer>;
}

const hashing = moduleHashing(module);

/** Hashes passwords for other Workers of the account. It has no HTTP. */
export default class HashingWorker extends WorkerEntrypoint implements HashingService {
  async derive(password: Uint8Array, salt: Uint8Array, algorithm: Algorithm, length: number): Promise<Answer> {
    try {
      return { hash: await hashing.derive(password, salt, algorithm, length) };
    } catch (error) {
      if (isHashingError(error)) return { error };
      throw error;
    }
  }
}

/** Hashing in that Worker. */
export function serviceHashing(service: HashingService): Hashing {
  return {
    async derive(...input) {
      const answer = await service.derive(...input);
      if ("error" in answer) throw answer.error;
      return answer.hash;
    },
  };
}
