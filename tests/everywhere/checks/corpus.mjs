// The fuzzer's seeds whose requests all succeed, `fuzz/corpus/ok-*`, one after the other: their people have
// the same names. Time does not pass (`after`), but codes are those of the later time.

import { readFileSync, readdirSync } from "node:fs";
import { PASSWORD, settings } from "../cases.mjs";
import { describe } from "../client.mjs";
import { Memory } from "../memory.mjs";
import { fillIn, parse, totp } from "../script.mjs";

const CORPUS = new URL("../../../fuzz/corpus/", import.meta.url);

/** Seeds that no client can play, and why. */
const NOT_OVER_HTTP = {
  "ok-metadata": "only a client that the host trusts sends the address of somebody else",
  "ok-rate-limits": "the client's address is not the client's choice",
  "ok-unchecked": "rules for sign-ups of the host's own",
};

const BOSS = "the.boss";
const ANN = "ann";

export async function prepare(company) {
  company.scripted = await company.appoint(BOSS);
}

export const checks = readdirSync(CORPUS)
  .filter((name) => name.startsWith("ok-") && !(name in NOT_OVER_HTTP))
  .map((name) => ({
    name: `corpus: ${name}`,
    inTurn: "corpus",
    run: (company) => play(company, readFileSync(new URL(name, CORPUS), "utf8")),
  }));

async function play(company, text) {
  const game = new Game(company);
  try {
    await game.begin();
    for (const step of parse(text)) await game.step(step);
  } finally {
    await game.cleanUp();
  }
}

class Game {
  #company;
  #boss;
  #memory = new Memory();
  #read = 0;
  /** Seconds that passed for the script. */
  #passed = 0;

  constructor(company) {
    this.#company = company;
    this.#boss = company.scripted;
  }

  /** What every script finds. */
  async begin() {
    // The last is `$basic`, the one before `$basic1`.
    for (const [name, password] of Object.entries(settings.passwords).reverse()) {
      this.#memory.learn("basic", Buffer.from(`${name}:${password}`).toString("base64"));
    }
    this.#read = (await this.#mails()).length;
    this.#memory.learn("password", PASSWORD);
    await this.#logIn(BOSS, "boss");
    const email = `${ANN}@example.com`;
    await this.#post("/user/signup", { username: ANN, email, app_list: ["CRM"] });
    await this.#post("/user/signup/confirm", { confirm_token: "$confirm_token" });
    await this.step({ method: "GET", path: "/user/signup?ust=$boss" });
    await this.#post("/user/approve", { ust: "$boss", user_id: "$user_id" });
    await this.#logIn(ANN, "ann");
  }

  async #logIn(username, name) {
    await this.#post("/user/login", { username });
    this.#memory.learn(name, this.#memory.last("ust"));
    this.#memory.learn(`${name}_id`, this.#memory.last("user_id"));
  }

  #post(path, input) {
    const body = JSON.stringify({ ...input, current_app: "CRM", password: PASSWORD });
    return this.step({ method: "POST", path, body });
  }

  /** One request, which has to succeed, and the mails that follow from it. */
  async step({ method, path, headers = {}, body = "", after = 0 }) {
    this.#passed += Number(after);
    this.#learnCodes();
    const fill = (text) => fillIn(text, this.#memory);
    const filled = Object.entries(headers).map(([name, value]) => [name, fill(value)]);
    const [route, query] = path.split("?");
    const target = query === undefined ? route : `${route}?${fill(query)}`;
    const answer = await this.#send(method, target, Object.fromEntries(filled), fill(body));
    if (answer.status !== 200 || answer.json?.status === "error") throw new Error(describe(answer));
    this.#memory.learnFrom(answer.json);
    const ust = answer.headers["x-zato-sso-ust"];
    if (ust) this.#memory.learn("ust", ust);
    await this.#readMails();
  }

  #send(method, path, headers, body) {
    const { client } = this.#company;
    if (method !== "GET" || path.includes("?") || body === "") {
      return client.raw(method, path, { headers, body: body === "" ? undefined : body });
    }
    return client.ask(`GET ${path}`, JSON.parse(body), headers);
  }

  #learnCodes() {
    const key = this.#memory.last("totp_key");
    if (key) this.#memory.learn("code", totp(key, Date.now() + this.#passed * 1000));
  }

  async #readMails() {
    const mails = await this.#mails();
    for (const { kind, token } of mails.slice(this.#read)) {
      if (token) this.#memory.learn(kind === "password-reset" ? "reset" : "mailed", token);
    }
    this.#read = mails.length;
  }

  /** None, if the place cannot tell. */
  async #mails() {
    try {
      return await this.#company.mails();
    } catch (error) {
      if (error.message === "messages: unsupported") return [];
      throw error;
    }
  }

  /** Removes the people, so that the next script meets none of them. */
  async cleanUp() {
    const { client } = this.#company;
    const as = { ust: this.#boss.ust, current_app: "CRM" };
    const people = new Set([...this.#memory.all("user_id"), ...this.#memory.all("ann_id")]);
    people.delete(this.#boss.userId);
    for (const user_id of people) await client.ask("DELETE /user", { ...as, user_id });
    const { result } = await client.done("GET /user/linked", as);
    for (const { auth_type, auth_username } of result) {
      await client.done("DELETE /user/linked", { ...as, user_id: this.#boss.userId, auth_type, auth_username });
    }
  }
}
