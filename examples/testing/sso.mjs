// What the application asks the SSO: four calls of its REST API.

/** The SSO refused; `codes` are the documented ones, such as E005001. */
export class Refused extends Error {
  constructor(codes) {
    super(`refused: ${codes.join(", ")}`);
    this.codes = codes;
  }
}

/** The SSO cannot answer now. */
export class Unavailable extends Error {}

export class SsoClient {
  #base;

  constructor(url) {
    this.#base = new URL("/zato/sso/", url);
  }

  /** Returns the UST of a new session. */
  async logIn(username, password) {
    return (await this.#post("user/login", { username, password })).ust;
  }

  async logOut(ust) {
    if (ust) await this.#post("user/logout", { ust });
  }

  /** Returns the user of a UST, or nothing if the session has ended. */
  async userOf(ust) {
    const headers = { authorization: `Bearer ${ust}` };
    try {
      return await this.#answer(await fetch(new URL("user?current_app=CRM", this.#base), { headers }));
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  signUp({ username, email, password }) {
    return this.#post("user/signup", { username, email, password, app_list: ["CRM"] });
  }

  confirm(token) {
    return this.#post("user/signup/confirm", { confirm_token: token });
  }

  async #post(path, input) {
    const body = JSON.stringify({ current_app: "CRM", ...input });
    return this.#answer(await fetch(new URL(path, this.#base), { method: "POST", body }));
  }

  async #answer(response) {
    if (response.status === 503 || response.status === 429) throw new Unavailable();
    const answer = await response.json();
    if (!response.ok) throw new Refused(answer.sub_status ?? []);
    return answer;
  }
}
