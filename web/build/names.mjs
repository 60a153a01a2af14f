// How the names of the contract are written in TypeScript.

/** `password-reset` becomes `passwordReset`, as jco writes it. */
export const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** `key-range` becomes `KeyRange`. */
export const pascal = (name) => camel(`-${name}`);

/**
 * Types of the contract share one namespace in TypeScript. These get the name of their interface in front, because
 * alone it would be that of a global type, or would say too little.
 */
const PREFIXES = { rest: "Rest", audit: "Audit" };
const RENAMED = { "storage/test": "ConditionTest" };

export function typeName(interfaceName, name) {
  const renamed = RENAMED[`${interfaceName}/${name}`];
  if (renamed) return renamed;
  return (PREFIXES[interfaceName] ?? "") + pascal(name);
}

/**
 * Members of an input that may be left out although they are not options of the contract, with the values they have
 * then. Each is the value that gives least, and the one that REST gives.
 */
export const DEFAULTS = {
  Caller: { "is-trusted-client": false },
  SignupVerdict: { "replaces-built-in": false },
  ListPage: { "cur-page": 0, "page-size": 0 },
  SearchRequest: { "cur-page": 0, "page-size": 0 },
  CreateRequest: {
    "password-must-change": false,
    "is-locked": false,
    "is-rate-limit-active": false,
    "is-totp-enabled": false,
    "auto-approve": false,
    "is-super-user": false,
  },
};
