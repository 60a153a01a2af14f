// A company at work on a place: who is there, and how people get there.

import { Client } from "./client.mjs";
import { PASSWORD, settings } from "./cases.mjs";

/** How many programs have a credential of their own. */
const PROGRAMS = 100;

/** Of every program. A hash takes a while to make, so all have the hash of `robot`. */
const [{ password_hash: HASH }] = settings.stanzas.linked_auth.definition;
export const PROGRAM_PASSWORD = settings.passwords.robot;

/** The settings of a place; `more` replaces keys. */
export function settingsWith(more = {}) {
  const programs = Array.from({ length: PROGRAMS }, (_, number) => ({
    auth_type: "basic_auth",
    username: `program${number}`,
    password_hash: HASH,
  }));
  const stanzas = structuredClone(settings.stanzas);
  stanzas.main = { keys: [Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")] };
  stanzas.linked_auth.definition.push(...programs);
  for (const [stanza, keys] of Object.entries(more)) stanzas[stanza] = { ...stanzas[stanza], ...keys };
  return stanzas;
}

/** The people on a place. Their names are their own, so that many checks run on one place at once. */
export class Company {
  #names = 0;
  #programs = 0;
  #mails = [];
  #reading = Promise.resolve();

  #options;

  constructor(place, options) {
    this.#options = options;
    this.moveTo(place);
  }

  /** Goes on at another place with the same data. */
  moveTo(place) {
    this.place = place;
    this.client = new Client(place.url, this.#options);
  }

  /** A super-user who is logged in: name, user ID, UST. */
  async appoint(username) {
    const userId = await this.place.command("create-super-user", { username, password: PASSWORD });
    return { username, userId, ust: await this.login(username) };
  }

  /** A name that nobody has. */
  newName() {
    return `person${++this.#names}`;
  }

  /** A credential that no account is linked to. */
  newProgram() {
    if (this.#programs === PROGRAMS) throw new Error("there are not enough programs");
    return `program${this.#programs++}`;
  }

  /** An account with a proven address, made by the super-user: its name and user ID. */
  async hire() {
    const username = this.newName();
    const { user_id: userId } = await this.ask("POST /user", {
      username,
      password: PASSWORD,
      email: emailOf(username),
      auto_approve: true,
      sign_up_status: "final",
    });
    return { username, userId };
  }

  /** The same, logged in. */
  async member() {
    const person = await this.hire();
    return { ...person, ust: await this.login(person.username) };
  }

  /** Signs somebody up; returns the answer. */
  signUp(username) {
    return this.client.done("POST /user/signup", signUpInput(username));
  }

  /** Confirms a sign-up. */
  confirm(token) {
    return this.client.done("POST /user/signup/confirm", { confirm_token: token });
  }

  /** A person who waits for a decision; returns the user ID. */
  async pending() {
    const username = this.newName();
    await this.confirm((await this.signUp(username)).confirm_token);
    const { result } = await this.ask("GET /user/search", { username });
    return result[0].user_id;
  }

  /** Logs in; returns the UST. */
  async login(username) {
    return (await this.client.done("POST /user/login", loginInput(username))).ust;
  }

  /** Performs an operation as the super-user. */
  ask(route, input) {
    return this.client.done(route, { ust: this.boss.ust, current_app: "CRM", ...input });
  }

  /** The token of the latest mail of a kind to an address. */
  async tokenTo(address, kind) {
    const mail = (await this.mails()).findLast((mail) => mail.to === address && mail.kind === kind);
    if (!mail?.token) throw new Error(`no mail ${kind} to ${address}`);
    return mail.token;
  }

  /** All mails so far. Checks share the outbox. */
  async mails() {
    const read = async () => {
      this.#mails.push(...(await this.place.command("messages")));
    };
    this.#reading = this.#reading.then(read, read);
    await this.#reading;
    return this.#mails;
  }

  /** Ends its connections. */
  close() {
    this.client.close();
  }
}

export function emailOf(username) {
  return `${username}@company.example`;
}

export function signUpInput(username) {
  return {
    username,
    password: PASSWORD,
    email: emailOf(username),
    current_app: "CRM",
    app_list: ["CRM"],
  };
}

export function loginInput(username) {
  return { username, password: PASSWORD, current_app: "CRM" };
}
