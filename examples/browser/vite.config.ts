import { defineConfig } from "vite";

/** WebAssembly may be compiled, and nothing else is permitted. */
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

export default defineConfig({
  // Vite would move the package's JavaScript away from its WebAssembly.
  optimizeDeps: { exclude: ["vestibule"] },
  build: {
    rolldownOptions: {
      input: { index: "index.html", "service-worker": "service-worker.ts" },
      output: {
        // A Service Worker is asked for by a name that does not change.
        entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  preview: { headers: { "content-security-policy": policy } },
});
