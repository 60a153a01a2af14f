// The messages of a test: the real outbox, delivered into a list.

import type { Message } from "../generated/contract.js";
import type { Messages } from "../messages.js";

/** A message as the outbox had it, with what tests ask for most. */
export interface TestMessage extends Message {
  /** What it is about, such as `signup-confirm` or `password-reset`. */
  readonly kind: Message["content"]["tag"];
  /** The token in it, if this kind has one. */
  readonly token?: string;
}

/** Moves all messages that are due from the outbox into `delivered`, in the order in which they were queued. */
export async function collect(messages: Messages, delivered: TestMessage[]): Promise<void> {
  await messages.deliver((message) => void delivered.push(withToken(message)));
}

function withToken(message: Message): TestMessage {
  const { content } = message;
  const kind = content.tag;
  switch (content.tag) {
    case "signup-confirm":
    case "email-confirm":
      return { ...message, kind, token: content.val.confirmToken };
    case "password-reset":
      return { ...message, kind, token: content.val.token };
    default:
      return { ...message, kind };
  }
}
