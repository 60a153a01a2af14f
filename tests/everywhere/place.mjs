// A place is a program that serves the SSO on some host, for tests. `README.md` has the protocol.

import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Milliseconds; only a place that hangs meets it. */
const PATIENCE = 120_000;

/** How much of what a place says is kept for the message of a failure. */
const TAIL = 4_000;

/** A running place. */
export class Place {
  #process;
  #lines;
  #said = "";
  #waiting = new Map();
  #lastId = 0;
  #exited;

  /**
   * Starts the program of a place and waits until it serves.
   *
   * @param command program and arguments
   * @param directory an existing directory, which has the place's data and settings
   */
  static async start(command, directory, settings) {
    const place = new Place();
    const settingsFile = join(directory, "settings.json");
    await writeFile(settingsFile, JSON.stringify(settings));
    place.#begin(command, {
      ...process.env,
      VESTIBULE_PLACE_SETTINGS: settingsFile,
      VESTIBULE_PLACE_DATA: join(directory, "data"),
    });
    try {
      place.url = await place.#firstLine();
    } catch (error) {
      await place.kill();
      throw error;
    }
    return place;
  }

  #begin([program, ...parameters], env) {
    this.#process = spawn(program, parameters, {
      env,
      stdio: ["pipe", "pipe", "pipe"],
      // A process group of its own, so that `kill` reaches the programs that it started.
      detached: true,
    });
    // `exit` and not `close`: a child of the program may keep its pipes open.
    this.#exited = new Promise((resolve) => {
      this.#process.once("exit", (code, signal) => resolve({ code, signal }));
      this.#process.once("error", (error) => resolve({ code: -1, error }));
    });
    this.#process.stdin.on("error", () => {}); // It is told by the exit.
    this.#process.stderr.setEncoding("utf8").on("data", (text) => {
      this.#said = (this.#said + text).slice(-TAIL);
    });
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#exited.then(({ code, signal, error }) => {
      const why = error?.message ?? `it ended with ${signal ?? code}`;
      for (const { reject } of this.#waiting.values()) reject(this.#failure(why));
      this.#waiting.clear();
    });
  }

  async #firstLine() {
    const line = await this.#within(
      new Promise((resolve, reject) => {
        this.#waiting.set("start", { reject });
        this.#lines.once("line", resolve);
      }),
      "it does not serve",
    );
    this.#waiting.delete("start");
    this.#lines.on("line", (answer) => this.#answered(answer));
    const { url } = JSON.parse(line);
    return url;
  }

  #answered(line) {
    const { id, ok, error } = JSON.parse(line);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(ok);
    else waiting?.reject(new Error(`${waiting.command}: ${error}`));
  }

  /** Makes the host do something that is not possible over HTTP; returns what it answers. */
  command(command, values = {}) {
    const id = ++this.#lastId;
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(id, { command, resolve, reject });
    });
    this.#process.stdin.write(`${JSON.stringify({ id, do: command, ...values })}\n`);
    return this.#within(answer, `no answer to ${command}`);
  }

  /** Ends it without a warning. */
  async kill() {
    const { pid } = this.#process;
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error; // It has ended.
    }
    await this.#exited;
  }

  /** Lets it end by itself. Throws unless it ends with exit code 0. */
  async stop() {
    this.#process.stdin.end();
    const { code, signal } = await this.#within(this.#exited, "it does not stop");
    if (code !== 0) throw this.#failure(`it ended with ${signal ?? code}`);
  }

  #failure(why) {
    return new Error(`the place: ${why}\n${this.#said}`);
  }

  async #within(promise, why) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(this.#failure(why)), PATIENCE);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

