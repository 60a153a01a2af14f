// What is used of Cloudflare's runtime. Its own types clash with those of a page and of Node.js; who uses this package
// has the real ones.

declare module "cloudflare:workers" {
  export class DurableObject<Env = unknown> {
    protected readonly env: Env;
    constructor(ctx: object, env: Env);
  }

  export class WorkerEntrypoint<Env = unknown> {
    protected readonly env: Env;
  }
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
