// Every answer conforms to `docs/openapi.json`: its status is documented for the operation, and its JSON has
// the documented shape.

import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const document = JSON.parse(readFileSync(new URL("../../docs/openapi.json", import.meta.url)));

/** Only widths of integers have a format here. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, "openapi");

/** What may be answered to a request that is not an operation. */
const NO_OPERATION = [404, 405, 413];

/** Every path, with its methods in the order of `Allow`. */
export const routes = new Map(
  Object.entries(document.paths).map(([path, methods]) => [
    path.replace("/zato/sso", ""),
    Object.keys(methods).map((method) => method.toUpperCase()),
  ]),
);

/** Throws if the description does not have this answer. */
export function checkAnswer({ method, path, status, text, json }) {
  const route = path.split("?")[0];
  const operation = document.paths[route]?.[method.toLowerCase()];
  const problem = operation
    ? problemWith([route, method.toLowerCase()], operation.responses[status], status, json)
    : NO_OPERATION.includes(status) || `status ${status} of what is not an operation`;
  if (typeof problem === "string") {
    throw new Error(`${method} ${route}: not as described: ${problem}: ${status} ${text.slice(0, 400)}`);
  }
}

function problemWith([route, method], response, status, json) {
  if (status >= 500) return "the server failed";
  if (!response) return "the status";
  const pointer = response.$ref ?? pointerTo("paths", route, method, "responses", `${status}`);
  const { content } = response.$ref ? resolve(response.$ref) : response;
  if (!content) return json === undefined || "a body";
  if (json === undefined) return "no body";
  const validate = ajv.getSchema(`openapi${pointer}/content/application~1json/schema`);
  return validate(json) || problems(validate.errors);
}

/** The first few different ones: a schema of alternatives has an error for each. */
function problems(errors) {
  const texts = errors.map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
  return [...new Set(texts)].slice(0, 3).join("; ");
}

function pointerTo(...names) {
  const escaped = names.map((name) => name.replaceAll("~", "~0").replaceAll("/", "~1"));
  return `#/${escaped.map(encodeURIComponent).join("/")}`;
}

function resolve(pointer) {
  return pointer.slice(2).split("/").reduce((value, name) => value[name], document);
}
