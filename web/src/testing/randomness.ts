// Random bytes that are the same in every run: IDs and tokens of a test can be compared with stored ones. They
// protect nothing.

/** The generator sfc32 of Chris Doty-Humphrey (public domain), which passes PractRand. */
export class SeededRandomness {
  #state: Uint32Array;

  /** `seed` is an integer; of a larger one the last 32 bits count. */
  constructor(seed: number) {
    this.#state = Uint32Array.of(0, 0, seed, 1);
    // The first numbers still show the seed.
    for (let round = 0; round < 12; round++) this.#next();
  }

  /** The next bytes. */
  bytes(length: number): Uint8Array {
    const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => this.#next());
    return new Uint8Array(words.buffer, 0, length);
  }

  /** Goes on as another generator would at this moment. */
  become(state: Uint32Array): void {
    this.#state = state.slice();
  }

  state(): Uint32Array {
    return this.#state.slice();
  }

  #next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const result = (a + b + counter) >>> 0;
    this.#state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + result, counter + 1]);
    return result;
  }
}
