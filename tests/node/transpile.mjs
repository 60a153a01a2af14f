// Turns the component into a JavaScript module under `target/node/`.
//
// The same with jco's command line, which brings 140 more packages:
//   jco transpile vestibule.wasm -o target/node --name vestibule -I async --no-wasi-shim

import { transpile, writeFiles } from "@bytecodealliance/jco-transpile";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const component = process.env.VESTIBULE_COMPONENT ?? path("../../target/component/vestibule.wasm");

const { files } = await transpile(component, {
  name: "vestibule",
  outDir: path("../../target/node"),
  // Imports are handed over when an instance is made: each may have a host of its own.
  instantiation: "async",
  // Clock and random are ours, a line each; the shim would bring all of WASI.
  wasiShim: false,
  // As on the command line: the error of a `result` is thrown as the `payload` of an `Error`.
  noComponentErrorWrapping: false,
});
await writeFiles(files);
