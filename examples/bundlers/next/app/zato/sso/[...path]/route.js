// The SSO in Next's server.

import { createSso, memoryStorage } from "vestibule/node";
import { settings } from "../../../../settings.js";

export const dynamic = "force-dynamic";

let opened;
const open = () => (opened ??= createSso({ storage: memoryStorage(), settings }));

async function answer(request) {
  return (await open()).fetch(request);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
