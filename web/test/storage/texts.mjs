// Expands the made texts and lists of `tests/cases/storage.json`. Nothing here belongs to a host.

/** A list with every `many` replaced by its elements. `scene` has the captured versions and the current number. */
export function expandList(list, scene, expand) {
  return list.flatMap((each) => {
    if (!isMany(each)) return [expand(each, scene)];
    return numbers(each.many).flatMap((number) => expandList([each.each], { ...scene, number }, expand));
  });
}

export const isMany = (value) => typeof value === "object" && value !== null && "many" in value;

export function numbers([from, to, step = 1]) {
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, index) => from + index * step);
}

/** A text, or null. */
export function expandText(text, scene) {
  if (text === null || typeof text === "string") return text;
  if ("repeat" in text) return expandText(text.repeat[0], scene).repeat(text.repeat[1]);
  if ("join" in text) return text.join.map((each) => expandText(each, scene)).join("");
  if ("captured" in text) return required(scene.captured.get(text.captured), text);
  if ("number" in text) return `${required(scene.number, text)}`.padStart(text.number, "0");
  if ("characters" in text) return characters(text, required(scene.number, text));
  throw new Error(`unknown text ${JSON.stringify(text)}`);
}

/** A number of seconds. */
export function expandTime(time, scene) {
  if (time === undefined) return undefined;
  return BigInt(typeof time === "object" ? required(scene.number, time) : time);
}

function required(value, asked) {
  if (value === undefined) throw new Error(`there is nothing for ${JSON.stringify(asked)}`);
  return value;
}

const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;
const LAST_CHARACTER = 0x10ffff;

function characters({ characters: size, without = "" }, part) {
  const first = 1 + size * part;
  const points = Array.from({ length: size }, (_, index) => first + index)
    .map((point) => (point < FIRST_SURROGATE ? point : point + SURROGATES))
    .filter((point) => point <= LAST_CHARACTER);
  return points.map((point) => String.fromCodePoint(point)).filter((each) => !without.includes(each)).join("");
}
