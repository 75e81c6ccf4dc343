/** Strict JSON (RFC 8259 within I-JSON, RFC 7493) and its canonical form (RFC 8785). */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]|[^\s,{}[\]:"]+/g;
const MOST_DEPTH = 64;

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Takes only what every parser reads alike: {json, text, params}, where `params` tells the places
 * of that object's members in the text. Throws a SyntaxError.
 */
export function read(bytes, anyNumbers) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const json = JSON.parse(text);
  const open = [];
  let digested = false;
  let params = { start: text.length, end: text.length, members: new Map() };
  for (const { 0: token, 1: string, 2: colon, index } of text.matchAll(TOKENS)) {
    const end = index + token.length;
    const holder = open.at(-1);
    strictly(string === undefined || JSON.parse(string).isWellFormed());
    if (colon !== undefined) {
      const name = JSON.parse(string);
      strictly(!holder.members.has(name));
      if (open.length === 1) digested = ["params", "result", "error"].includes(name);
      holder.members.set(name, (holder.last = { start: index, value: end }));
    } else if (token === "{" || token === "[") {
      strictly(open.push({ start: index, members: new Map() }) <= MOST_DEPTH);
    } else {
      strictly(anyNumbers || !/^[-0-9]/.test(token) || isExact(token, digested));
      const closed = token === "}" || token === "]" ? open.pop() : undefined;
      const around = open.at(-1);
      if (around?.last) around.last.end = end;
      if (closed && around?.last && around.last === open[0].members.get("params")) params = { ...closed, end };
    }
  }
  return { json, text, params };
}

function strictly(holds) {
  if (!holds) throw new SyntaxError("the document is not strict JSON");
}

/** Integers everywhere, and other numbers where they are digested, are those a double can hold. */
function isExact(text, digested) {
  if (/^-?[0-9]+$/.test(text)) return Number.isSafeInteger(Number(text));
  return !digested || decimal(text) === decimal(String(Number(text)));
}

/** One spelling for each decimal value. */
function decimal(text) {
  const parts = /^-?([0-9]+)(?:\.([0-9]+))?(?:e([+-]?[0-9]+))?$/i.exec(text) ?? ["", "", "", "0"];
  const [, whole, fraction = "", exponent = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  return kept && `${kept}e${BigInt(exponent) + BigInt(digits.length - kept.length - fraction.length)}`;
}

/** The canonical text of a value, of an object without its member `left`. */
export function canonical(value, left) {
  if (Array.isArray(value)) return `[${value.map((element) => canonical(element))}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).filter((name) => name !== left).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

/** An object's text as it came, without a member and its comma. */
export function without(name, text, { start, end, members }) {
  const all = [...members.values()];
  const index = all.indexOf(members.get(name));
  if (index < 0) return start === end ? "{}" : text.slice(start, end);
  const from = index > 0 ? all[index - 1].end : all[0].start;
  const to = index > 0 || all.length === 1 ? all[index].end : all[1].start;
  return text.slice(start, from) + text.slice(to, end);
}
