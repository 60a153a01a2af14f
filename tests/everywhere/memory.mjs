// Values from answers, for use in later requests.

/** Texts by their key in the answer, the latest last. */
export class Memory {
  #known = new Map();

  learn(key, text) {
    this.#known.set(key, [...this.all(key), text]);
  }

  /** Learns all texts of an answer, at any depth. */
  learnFrom(answer) {
    if (answer === null || typeof answer !== "object") return;
    for (const [key, value] of Object.entries(answer)) {
      if (typeof value === "string" && !Array.isArray(answer)) this.learn(key, value);
      else this.learnFrom(value);
    }
  }

  /** All texts of a key. */
  all(key) {
    return this.#known.get(key) ?? [];
  }

  /** The latest text of a key; with `before` an earlier one. */
  last(key, before = 0) {
    return this.all(key).at(-1 - before);
  }
}
