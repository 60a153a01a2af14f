// Times of the contract.

import type { Datetime } from "./generated/contract.js";

/** A time of the contract as a `Date`, which has milliseconds. */
export const toDate = ({ seconds, nanoseconds }: Datetime): Date =>
  new Date(Number(seconds) * 1_000 + Math.floor(nanoseconds / 1_000_000));

/** A `Date` as a time of the contract. */
export function fromDate(date: Date): Datetime {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw new TypeError("the date is not valid");
  const seconds = Math.floor(milliseconds / 1_000);
  return { seconds: BigInt(seconds), nanoseconds: (milliseconds - seconds * 1_000) * 1_000_000 };
}
