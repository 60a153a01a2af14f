// The Worker that hashes for the place in workerd.

export { default } from "./lib/workerd/hashing.js";
