// Starts workerd, as it is in the npm package `workerd`, with Workers that use this package.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import workerd from "workerd";

const LIB = process.env.VESTIBULE_LIB ?? fileURLToPath(new URL("../../lib", import.meta.url));

/**
 * Starts a process. Its Workers may import `./lib/…`, which is this package.
 *
 * @param directory an existing directory, for the configuration and for the data of Durable Objects
 * @param workers the Workers: `name`, the path of `script`, further `modules` (paths by name), `bindings` and
 * `objects` (text in the format of workerd)
 * @param sockets what listens on a free port: `name`, and `service` (text in the format of workerd)
 * @param externals services of other processes: `name`, `address`
 * @returns the ports by the names of the sockets, and how to end it
 */
export async function launch({ directory, workers, sockets, externals = [] }) {
  const library = await modulesOf(LIB, "lib");
  const disk = `(name = "disk", disk = (path = ${quoted(directory)}, writable = true))`;
  const services = [
    ...workers.map((worker) => service(worker, library)),
    ...externals.map(({ name, address }) => {
      const http = `(capnpConnectHost = "workerd")`;
      return `(name = ${quoted(name)}, external = (address = ${quoted(address)}, http = ${http}))`;
    }),
    disk,
  ];
  const listening = sockets.map(({ name, service, isRpc }) => {
    const http = isRpc ? `(capnpConnectHost = "workerd")` : "()";
    return `(name = ${quoted(name)}, address = "127.0.0.1:0", http = ${http}, service = ${service})`;
  });
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(",\n")}],
  sockets = [${listening.join(",\n")}],
);
`;
  const file = join(directory, "workerd.capnp");
  await writeFile(file, config);
  return start(file, sockets.map(({ name }) => name));
}

async function start(file, names) {
  const parameters = ["serve", file, "--import-path=/", "--control-fd=3", "--experimental"];
  const child = spawn(workerd.default, parameters, { stdio: ["ignore", 2, 2, "pipe"] });
  const exited = once(child, "exit");
  // Also if this program fails: workerd does not end by itself.
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  exited.then(() => process.off("exit", end));
  const ports = {};
  const listening = (async () => {
    for await (const line of createInterface({ input: child.stdio[3] })) {
      const { event, socket, port } = JSON.parse(line);
      if (event === "listen") ports[socket] = port;
      if (names.every((name) => name in ports)) return;
    }
    throw new Error("workerd ended before it listened");
  })();
  await listening;
  return {
    ports,
    /** Ends it without a warning. */
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    /** Lets it end what it does. */
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function service({ name, script, modules = {}, bindings = "", objects = [] }, library) {
  const listed = [
    `(name = "worker.mjs", esModule = embed ${quoted(script)})`,
    ...[...library, ...Object.entries(modules)].map(([name, path]) => {
      const kind = name.endsWith(".wasm") ? "wasm" : name.endsWith(".json") ? "json" : "esModule";
      return `(name = ${quoted(name)}, ${kind} = embed ${quoted(path)})`;
    }),
  ];
  const namespaces = objects.map(
    (each) => `(className = ${quoted(each)}, uniqueKey = ${quoted(each)}, enableSql = true)`,
  );
  return `(name = ${quoted(name)}, worker = (
    compatibilityDate = "2026-11-01",
    modules = [${listed.join(",\n")}],
    bindings = [${bindings}],
    durableObjectNamespaces = [${namespaces.join(", ")}],
    ${objects.length > 0 ? 'durableObjectStorage = (localDisk = "disk"),' : ""}
  ))`;
}

/** The modules of a directory: paths by name. */
async function modulesOf(directory, prefix) {
  const files = await readdir(directory, { recursive: true });
  const isModule = (file) => /\.(js|wasm)$/.test(file) && !/^(node|deno|bun|testing|platform)\b/.test(file);
  return files
    .filter(isModule)
    .map((file) => join(directory, file))
    .map((path) => [`${prefix}/${relative(directory, path)}`, path]);
}

/** A text in the format of workerd. */
export const quoted = (text) => JSON.stringify(text);
