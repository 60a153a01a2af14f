// The page of the place: sends what the bridge gives it.

/** Registers the Service Worker and waits until it answers for this page. */
export async function register() {
  await navigator.serviceWorker.register("/worker.mjs", { type: "module" });
  if (navigator.serviceWorker.controller) return;
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
}

/** Sends a request, and returns the answer in parts. Bodies are Latin-1: one character a byte. */
export async function send({ method, path, headers, body }) {
  const bytes = body && Uint8Array.from(body, (each) => each.charCodeAt(0));
  const response = await fetch(path, { method, headers, body: bytes || undefined });
  const answer = new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    headers: [...response.headers],
    body: Array.from(answer, (byte) => String.fromCharCode(byte)).join(""),
  };
}
