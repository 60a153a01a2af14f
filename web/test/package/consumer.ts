// Compiled with all strictness: the types of the package fit together.

import {
  type AuditEvent,
  createSso,
  type Failure,
  memoryStorage,
  operator,
  type Session,
  session,
  type Sso,
  SsoError,
  sqlStorage,
  toDate,
} from "vestibule/core";
import { createSso as createInNode, serve, sqlite } from "vestibule/node";

export async function open(file: string, key: string): Promise<Sso> {
  return createInNode({
    storage: await sqlite(file),
    settings: { main: { keys: [key] }, session: { expiry: 30 } },
    audit: (event: AuditEvent) => console.log(event.operation, event.outcome, event.details),
  });
}

export async function whoIs(sso: Sso, ust: string): Promise<string | undefined> {
  const found: Session | undefined = await sso.sessions.verify({ remoteAddr: "192.0.2.1" }, ust);
  return found && `${found.username} until ${toDate(found.expirationTime).toISOString()}`;
}

export async function approveAll(sso: Sso, ust: string): Promise<Failure | undefined> {
  try {
    for (const { userId } of await sso.registration.pending({}, session(ust), {})) {
      await sso.registration.approve({}, operator("page:ann"), userId);
    }
    return undefined;
  } catch (error) {
    if (error instanceof SsoError && error.failure.tag === "throttled") {
      const seconds: number = error.failure.val;
      console.log(seconds);
    }
    return error instanceof SsoError ? error.failure : undefined;
  }
}

// @ts-expect-error An authority is never a plain text.
export const forged = (sso: Sso) => sso.registration.pending({}, "operator", {});
// @ts-expect-error A misspelt member.
export const misspelt = (sso: Sso) => sso.users.create({}, operator("x"), { username: "a", isSuperuser: true });
// @ts-expect-error There is no SSO without storage.
export const incomplete = () => createSso({ settings: {} });

export const parts = [memoryStorage, sqlStorage, serve];
