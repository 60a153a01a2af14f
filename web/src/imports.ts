// The imports of an instance, over what the embedder gave.

import type { AuditEvent } from "./generated/contract.js";
import { type Hashing, isHashingError } from "./hashing.js";
import type { PassedSettings } from "./settings.js";
import { type Awaitable, isStoreError, type Storage, unavailable, unknownOutcome } from "./storage.js";

/** What the imports are made of. */
export interface Services {
  readonly storage: Storage;
  readonly hashing: Hashing;
  readonly settings: PassedSettings;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Random bytes that nobody can predict. */
  readonly random: (length: number) => Uint8Array;
  readonly audit: (event: AuditEvent) => void;
  /** Whether storage and hashing may return promises. */
  readonly canWait: boolean;
  /** Takes errors that the contract does not have: of storage, of hashing, of `audit`. */
  readonly onFault: (error: unknown) => void;
}

/** The imports, by the names that the glue has for them. */
export function importsOf(services: Services): Record<string, object> {
  const { storage, hashing, clock, random, settings } = services;
  const guarded = <Input extends unknown[], Result>(
    work: (...input: Input) => Awaitable<Result>,
    translated: (error: unknown) => unknown,
  ) => guard(services, work, translated);
  const reading = guarding(services, isStoreError, () => unavailable("the store failed"));
  // After an error that is not of the contract nobody knows whether the commit happened.
  const committing = guarding(services, isStoreError, unknownOutcome);
  const deriving = guarding(services, isHashingError, () => "busy");
  return {
    "vestibule:sso/storage": {
      get: guarded((...input: Parameters<Storage["get"]>) => storage.get(...input), reading),
      scan: guarded((...input: Parameters<Storage["scan"]>) => storage.scan(...input), reading),
      count: guarded((...input: Parameters<Storage["count"]>) => storage.count(...input), reading),
      commit: guarded((...input: Parameters<Storage["commit"]>) => storage.commit(...input), committing),
    },
    "vestibule:sso/password-hashing": {
      derive: guarded((...input: Parameters<Hashing["derive"]>) => hashing.derive(...input), deriving),
    },
    "vestibule:sso/settings": settings,
    "vestibule:sso/audit": { emit: (event: AuditEvent) => emit(services, event) },
    "wasi:clocks/wall-clock": {
      now: () => datetime(clock()),
      resolution: () => ({ seconds: 0n, nanoseconds: 1_000_000 }),
    },
    "wasi:random/random": {
      getRandomBytes: (length: bigint) => randomOf(random, Number(length)),
      getRandomU64: () => new DataView(randomOf(random, 8).slice().buffer).getBigUint64(0),
    },
  };
}

/** Fewer bytes than asked for would be weaker keys. */
function randomOf(random: Services["random"], length: number): Uint8Array {
  const bytes = random(length);
  if (bytes.length !== length) throw new Error(`random returned ${bytes.length} bytes, not ${length}`);
  return bytes;
}

/** An audit log that fails must not end the call, which has been done. */
function emit({ audit, onFault }: Services, event: AuditEvent): void {
  try {
    audit(event);
  } catch (error) {
    onFault(error);
  }
}

/** A time of the contract, from milliseconds since 1970. */
export function datetime(milliseconds: number): { seconds: bigint; nanoseconds: number } {
  const whole = Math.floor(milliseconds / 1_000);
  const nanoseconds = Math.floor((milliseconds - whole * 1_000) * 1_000_000);
  return { seconds: BigInt(whole), nanoseconds };
}

/** Replaces an error that is not of the contract, which would end the instance. */
function guarding(
  { onFault }: Services,
  isOfContract: (error: unknown) => boolean,
  substitute: () => unknown,
): (error: unknown) => unknown {
  return (error) => {
    if (isOfContract(error)) return error;
    onFault(error);
    return substitute();
  };
}

function guard<Input extends unknown[], Result>(
  { canWait }: Services,
  work: (...input: Input) => Awaitable<Result>,
  translated: (error: unknown) => unknown,
): (...input: Input) => Awaitable<Result> {
  const waited = async (answer: Promise<Result>): Promise<Result> => {
    try {
      return await answer;
    } catch (error) {
      throw translated(error);
    }
  };
  return (...input) => {
    let answer: Awaitable<Result>;
    try {
      answer = work(...input);
    } catch (error) {
      throw translated(error);
    }
    if (!(answer instanceof Promise)) return answer;
    if (canWait) return waited(answer);
    answer.catch(() => {});
    throw translated(new Error(CANNOT_WAIT));
  };
}

const CANNOT_WAIT =
  "storage or hashing returned a promise, which needs the glue for JavaScript Promise Integration";
