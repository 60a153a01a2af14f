/**
 * Vestibule on Cloudflare's Workers and on workerd: a Durable Object with its SQLite, and a Worker in front.
 *
 * @module
 */

export * from "./core.js";
export { type VestibuleEnv, settingsOf } from "./workerd/environment.js";
export type { HashingService } from "./workerd/hashing.js";
export { Vestibule, type VestibuleOptions } from "./workerd/object.js";
export { durableObjectStorage } from "./workerd/storage.js";
export {
  cloudflareClient,
  createWorker,
  forward,
  type VestibuleNamespace,
  type VestibuleStub,
  type WorkerOptions,
} from "./workerd/worker.js";
