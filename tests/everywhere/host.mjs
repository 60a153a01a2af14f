// A host under test: starts its place as often as checks need it.

import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Company, settingsWith } from "./company.mjs";
import { Place } from "./place.mjs";

/** A company on a host, with a directory of its own. */
export class HostedCompany extends Company {
  #host;
  #directory;
  #settings;
  #second;

  /** Starts a place without data, and opens a company on it. */
  static async begin(host, settings) {
    const directory = await mkdtemp(join(tmpdir(), "vestibule-everywhere-"));
    await mkdir(join(directory, "data"));
    const stanzas = settingsWith(settings);
    const place = await Place.start(host.command, directory, stanzas);
    const company = new HostedCompany(place, host);
    company.#host = host;
    company.#directory = directory;
    company.#settings = stanzas;
    company.address = host.knowsAddress === false ? null : "127.0.0.1";
    try {
      company.boss = await company.appoint("boss");
    } catch (error) {
      await company.#clear();
      throw error;
    }
    return company;
  }

  /** Starts the place again, on the same data. */
  async startAgain() {
    this.close();
    this.moveTo(await this.#start());
  }

  /** A company on the same data, in another process. */
  async secondProcess() {
    if (!this.#second) {
      this.#second = new Company(await this.#start(), this.#host);
    }
    return this.#second;
  }

  /** Stops the place, and removes its data. Throws unless it stops as it has to. */
  async end() {
    try {
      for (const company of [this.#second, this]) await company?.place.stop();
    } finally {
      await this.#clear();
    }
  }

  async #clear() {
    for (const company of [this.#second, this]) {
      company?.close();
      await company?.place.kill();
    }
    await rm(this.#directory, { recursive: true });
  }

  #start() {
    return Place.start(this.#host.command, this.#directory, this.#settings);
  }
}
