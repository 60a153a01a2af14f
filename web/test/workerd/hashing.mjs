// A Worker that hashes when the test permits it.

import Hashing from "./lib/workerd/hashing.js";

export default class extends Hashing {
  async derive(...input) {
    await this.env.GATE.fetch("http://gate/");
    return super.derive(...input);
  }
}
