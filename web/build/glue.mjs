// Makes the JavaScript between the component's core modules and its imports and exports ("glue"), twice: once for
// imports that answer at once, and once for imports that may return a promise (JavaScript Promise Integration).

import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { minify } from "oxc-minify";
import { functionNames } from "./contract.mjs";

/** The imports that may return a promise. */
const WAITING = new Set(["storage", "password-hashing"]);

/** The core modules, and both glues: names and bytes. */
export async function makeGlue(component, contract) {
  const sync = await transpiled(component, {});
  const jspi = await transpiled(component, {
    asyncMode: "jspi",
    asyncImports: contract.imports.filter(({ name }) => WAITING.has(name)).flatMap(functionNames),
    // Every export: one that is not listed and waits nevertheless would trap.
    asyncExports: contract.exports.flatMap(functionNames),
  });
  requireEqual(sync.modules, jspi.modules);
  return { modules: sync.modules, glue: { "sync.js": sync.script, "jspi.js": jspi.script } };
}

async function transpiled(component, options) {
  const { files } = await transpileBytes(component, {
    name: "vestibule",
    // Imports and compiled modules are handed over when an instance is made, and making one takes no promise.
    instantiation: "sync",
    // The types of this package are its own.
    emitTypescriptDeclarations: false,
    // Exports have one name each, that without package and version.
    namespacedExports: false,
    // The error of a `result` is thrown as the `payload` of an `Error`.
    noComponentErrorWrapping: false,
    ...options,
  });
  const named = Object.entries(files);
  const scripts = named.filter(([name]) => name.endsWith(".js"));
  if (scripts.length !== 1) throw new Error(`jco wrote ${scripts.length} scripts`);
  return {
    modules: new Map(named.filter(([name]) => name.endsWith(".wasm")).sort()),
    script: await minified(new TextDecoder().decode(scripts[0][1])),
  };
}

/** jco's function for its own debugging: it reads `process.env`, which takes a third of the time of a session check. */
const DEBUGGING = "_debugLog";

async function minified(script) {
  if (!script.includes(`const ${DEBUGGING} = `)) throw new Error(`jco has no function ${DEBUGGING} any more`);
  const { code, errors } = await minify("glue.js", script, {
    module: true,
    mangle: true,
    // Without an effect, so its calls are left out.
    compress: { target: "es2022", treeshake: { manualPureFunctions: [DEBUGGING] } },
  });
  if (errors.length > 0) throw new Error(errors[0].message);
  return code;
}

/** One copy of each core module serves both glues. */
function requireEqual(one, other) {
  const digest = (modules) =>
    JSON.stringify([...modules].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]));
  if (digest(one) !== digest(other)) throw new Error("the core modules of the two glues differ");
}
