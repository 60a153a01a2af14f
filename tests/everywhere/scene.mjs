// A company on a working day, in which one sample of `tests/cases/operations.json` can be asked. It is the
// counterpart of `tests/behaviour/operations/scene.rs`. People come only when the sample asks for them.

import { fill } from "./cases.mjs";
import { emailOf } from "./company.mjs";

/** A text that is not a UST. */
const GARBAGE = "gAAAAABaktuYYlg00";

export class Scene {
  #company;
  #caller;
  #known = new Map();

  constructor(company, caller) {
    this.#company = company;
    this.#caller = caller;
  }

  /** The input of a sample, with the values of its names in braces. */
  async filled(input) {
    // The caller comes last: some callers have lost their session by then.
    const { ust, current_ust, ...rest } = input;
    const filled = await fill(rest, (name) => this.#value(name));
    return { ...filled, ...(await fill({ ust, current_ust }, (name) => this.#value(name))) };
  }

  /** The value of a name, made when it is first asked for. */
  #value(name) {
    if (!this.#known.has(name)) this.#known.set(name, this.#make(name));
    return this.#known.get(name);
  }

  async #make(name) {
    const company = this.#company;
    switch (name) {
      case "ust":
        return this.#ust();
      case "ann":
        return company.member();
      case "subject":
        return this.#subject();
      case "user_id":
        return (await this.#value("subject")).userId;
      case "username":
        return (await this.#value("subject")).username;
      case "target_ust":
        return (await this.#value("subject")).ust;
      case "newcomer":
        return company.newName();
      case "newcomer_email":
        return emailOf(await this.#value("newcomer"));
      case "free_credential":
        return company.newProgram();
      case "linked_credential":
        return this.#linked();
      case "pending":
        return company.pending();
      case "signed_up":
        return this.#signedUp();
      case "confirm_token":
        return (await this.#value("signed_up")).token;
      case "mailed_token":
        return company.tokenTo((await this.#value("signed_up")).email, "signup-confirm");
      case "reset_token":
        return this.#resetToken();
      case "exchanged_token":
        return (await this.#value("exchange")).token;
      case "reset_key":
        return (await this.#value("exchange")).key;
      case "exchange":
        return this.#exchange();
      default:
        throw new Error(`{${name}} is not known`);
    }
  }

  async #ust() {
    const company = this.#company;
    switch (this.#caller) {
      case "anonymous":
        return undefined;
      case "garbage":
        return GARBAGE;
      case "oneself":
      case "another":
        return (await this.#value("ann")).ust;
      case "super-user":
        return company.login(company.boss.username);
      case "ended": {
        const ust = await company.login(company.boss.username);
        await company.client.done("POST /user/logout", { ust, current_app: "CRM" });
        return ust;
      }
      case "password-expired":
        return company.expired.pop();
      default:
        throw new Error(`no ${this.#caller} can be made over HTTP`);
    }
  }

  /** The account that the sample is about, with attributes and session attributes. */
  async #subject() {
    const isAnn = this.#caller === "oneself";
    const subject = await (isAnn ? this.#value("ann") : this.#company.member());
    const data = [
      { name: "a", value: 0 },
      { name: "b", value: 0, encrypt: true },
    ];
    await this.#company.ask("POST /user/attr", { user_id: subject.userId, data });
    await this.#company.client.done("POST /session/attr", {
      current_ust: this.#company.boss.ust,
      target_ust: subject.ust,
      current_app: "CRM",
      data,
    });
    return subject;
  }

  async #linked() {
    const auth_username = this.#company.newProgram();
    const user_id = await this.#value("user_id");
    await this.#company.ask("POST /user/linked", { user_id, auth_type: "basic_auth", auth_username });
    return auth_username;
  }

  async #signedUp() {
    const username = this.#company.newName();
    const { confirm_token: token } = await this.#company.signUp(username);
    return { token, email: emailOf(username) };
  }

  async #resetToken() {
    const { username } = await this.#company.hire();
    await this.#company.client.done("POST /password/reset", { credential: username, current_app: "CRM" });
    return this.#company.tokenTo(emailOf(username), "password-reset");
  }

  async #exchange() {
    const token = await this.#resetToken();
    const exchange = { token, current_app: "CRM" };
    const { reset_key: key } = await this.#company.client.done("PATCH /password/reset", exchange);
    return { token, key };
  }
}
