// The clock of a test: it stands still until the test moves it.

/** A span of time: a number with its unit, such as `"90s"`, `"61m"`, `"2h"` or `"7d"`; `"500ms"` too. */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** What a test does with the clock. */
export interface TestClock {
  /** The time of the SSO. */
  now(): Date;
  /**
   * Moves the clock forward. Sessions, tokens, waits and messages expire as they would in that time.
   *
   * @throws RangeError if it is not a span of time, or would move the clock back.
   */
  advance(span: Duration): void;
  /**
   * Moves the clock to a moment, which must not be before `now()`.
   *
   * @throws RangeError for an earlier moment, or if it is not a date.
   */
  set(moment: Date): void;
}

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The clock as the component reads it. Each reading is a microsecond after the last one, because messages
 * are ordered by their time: so they are in the order in which they were queued.
 */
export class SteppedClock implements TestClock {
  #moment: number;
  #readings = 0;

  constructor(start: Date) {
    this.#moment = timeOf(start);
  }

  now(): Date {
    return new Date(this.#moment);
  }

  advance(span: Duration): void {
    const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(span) ?? [];
    if (amount === undefined) throw new RangeError(`not a span of time: ${JSON.stringify(span)}`);
    const factor = MILLISECONDS[unit as keyof typeof MILLISECONDS];
    this.set(new Date(this.#moment + Number(amount) * factor));
  }

  set(moment: Date): void {
    const next = timeOf(moment);
    if (next < this.#moment) throw new RangeError("the clock cannot be moved back");
    this.#moment = next;
  }

  /** Milliseconds since 1970. */
  read(): number {
    this.#readings += 1;
    // The middle of a microsecond: rounding then never changes the microsecond.
    return this.#moment + (this.#readings + 0.5) / 1_000;
  }

  /** Takes time and readings of another clock. */
  become({ moment, readings }: ClockState): void {
    this.#moment = moment;
    this.#readings = readings;
  }

  state(): ClockState {
    return { moment: this.#moment, readings: this.#readings };
  }
}

/** A clock at one moment. */
export interface ClockState {
  readonly moment: number;
  readonly readings: number;
}

function timeOf(moment: Date): number {
  const milliseconds = moment.getTime();
  if (!Number.isFinite(milliseconds)) throw new RangeError("not a date");
  return milliseconds;
}
