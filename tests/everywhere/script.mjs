// The fuzzer's scripts, as `fuzz/src/script.rs` defines them.

import { Secret, TOTP } from "otpauth";

/** Lines of a request that are not headers. */
const DIRECTIVES = ["after", "from", "trusted", "unchecked"];

/** The requests of a script, and the directives of each that are not headers. */
export function parse(text) {
  const [, steps] = /^(?:settings: .*\n\n)?([^]*)$/.exec(text);
  return steps.split("\n~\n").map((step) => {
    const [head, ...body] = step.split("\n\n");
    const [target, ...lines] = head.split("\n");
    const [method, path] = target.split(" ");
    const named = lines.map((line) => {
      const [name, ...value] = line.split(":");
      return [name, value.join(":").trim()];
    });
    const directives = named.filter(([name]) => DIRECTIVES.includes(name));
    const headers = named.filter(([name]) => !DIRECTIVES.includes(name));
    return {
      method,
      path,
      body: body.join("\n\n"),
      headers: Object.fromEntries(headers),
      ...Object.fromEntries(directives),
    };
  });
}

/** A text in which `$ust` is the last `ust` that an answer had, `$ust1` the one before, and so on. */
export function fillIn(text, memory) {
  return text.replaceAll(/\$([a-z_]+)(\d?)/g, (whole, name, before) => {
    return memory.last(name, Number(before)) ?? whole;
  });
}

/** The TOTP code of a Base32 key at a time in milliseconds. */
export function totp(key, timestamp) {
  return new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp });
}
