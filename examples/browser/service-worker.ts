// The SSO of the page. Whoever confirms an address is let in: there is nobody to approve.

import { type Message, serve } from "vestibule/service-worker";

declare const clients: { matchAll(): Promise<{ postMessage(message: unknown): void }[]> };

serve({
  settings: { signup: { is_approval_needed: false } },
  async deliver({ to, content }: Message) {
    if (content.tag !== "signup-confirm") return;
    const mail = { to, token: content.val.confirmToken };
    for (const page of await clients.matchAll()) page.postMessage(mail);
  },
});
