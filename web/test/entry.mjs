// The entry of the package for the host that runs this.

const name = globalThis.Bun ? "bun" : globalThis.Deno ? "deno" : "node";

export const vestibule = await import(`../lib/${name}.js`);
