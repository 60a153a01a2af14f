// The outbox, for an embedder who delivers messages.

import type { Callback, Message, OutboxCalls } from "./generated/contract.js";

/** Messages are claimed for this time unless the caller gives another. */
const LEASE_SECONDS = 300;
/** As many as the contract permits. */
const AT_ONCE = 50;

/** Messages that wait to be sent. */
export interface Messages {
  /**
   * Claims messages that are due, at most `limit` (1 to 50; default 50): nobody else gets them for `leaseSeconds`
   * (1 to 3,600; default 300). Only an empty list means that none is due.
   */
  claim(options?: { limit?: number; leaseSeconds?: number }): Promise<Message[]>;

  /** Removes a message that was sent. Ignored if another caller has claimed it since. */
  done(message: Pick<Message, "id" | "claim">): Promise<void>;

  /** Records that a message could not be sent: it is due again after a growing delay. */
  failed(message: Pick<Message, "id" | "claim">): Promise<void>;

  /**
   * Claims and sends all messages that are due, one after another. A message whose `send` throws is recorded as failed
   * and tried again later. Returns how many were sent, and how many failed.
   */
  deliver(send: (message: Message) => Promise<void> | void): Promise<{ sent: number; failed: number }>;
}

/** Callbacks about sign-ups that wait to be sent. */
export interface Callbacks {
  /** Claims callbacks, as `messages.claim` does messages. */
  claim(options?: { limit?: number; leaseSeconds?: number }): Promise<Callback[]>;
  /** As `messages.done`. */
  done(callback: Pick<Callback, "id" | "claim">): Promise<void>;
  /** As `messages.failed`. */
  failed(callback: Pick<Callback, "id" | "claim">): Promise<void>;
}

/** The messages of an outbox. */
export function messagesOf(outbox: OutboxCalls): Messages {
  const messages: Messages = {
    claim: ({ limit = AT_ONCE, leaseSeconds = LEASE_SECONDS } = {}) => outbox.claim(limit, leaseSeconds),
    done: ({ id, claim }) => outbox.done(id, claim),
    failed: ({ id, claim }) => outbox.failed(id, claim),
    async deliver(send) {
      const result = { sent: 0, failed: 0 };
      for (;;) {
        // One at a time: the lease then covers one message, however slow the others are.
        const [message] = await messages.claim({ limit: 1 });
        if (!message) return result;
        if (await isSent(send, message)) {
          await messages.done(message);
          result.sent++;
        } else {
          await messages.failed(message);
          result.failed++;
        }
      }
    },
  };
  return messages;
}

async function isSent(send: (message: Message) => Promise<void> | void, message: Message): Promise<boolean> {
  try {
    await send(message);
    return true;
  } catch {
    return false;
  }
}

/** The callbacks of an outbox. */
export const callbacksOf = (outbox: OutboxCalls): Callbacks => ({
  claim: ({ limit = AT_ONCE, leaseSeconds = LEASE_SECONDS } = {}) =>
    outbox.claimCallbacks(limit, leaseSeconds),
  done: ({ id, claim }) => outbox.done(id, claim),
  failed: ({ id, claim }) => outbox.failed(id, claim),
});
