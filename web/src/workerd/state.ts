// What is used of a Durable Object's state.

/** `DurableObjectState`. */
export interface ObjectState {
  readonly storage: ObjectStorage;
  blockConcurrencyWhile<T>(work: () => Promise<T>): Promise<T>;
  waitUntil(work: Promise<unknown>): void;
}

/** `DurableObjectStorage`, of an object with SQLite. */
export interface ObjectStorage {
  readonly sql: { exec(sql: string, ...parameters: unknown[]): { toArray(): Record<string, unknown>[] } };
  transactionSync<T>(work: () => T): T;
  getAlarm(): Promise<number | null>;
  setAlarm(time: number): Promise<void>;
}
