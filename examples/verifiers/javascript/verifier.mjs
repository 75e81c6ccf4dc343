/**
 * Verifies mcp-guard's per-call assertion: that the guard vouches for exactly this message. The
 * checks stand in the order of the vectors, and the first that fails decides.
 */
import { createHash } from "node:crypto";
import { compactVerify, importJWK } from "jose";
import { canonical, isObject, read, without } from "./strict-json.mjs";

const CURVES = { ES256: "P-256", Ed25519: "Ed25519" };
const MOST = { token: 8192, actors: 16, lifetime: 60, leeway: 5 };
const WITHOUT_USER = ["initialize", "server/discover", "ping", "logging/setLevel", "tools/list",
  "resources/list", "resources/templates/list", "prompts/list"];
const NAMED_BY = { "tools/call": "name", "prompts/get": "name", "resources/read": "uri",
  "resources/subscribe": "uri", "resources/unsubscribe": "uri" };
const CALL = "tctx.mcp.";
const TEXTS = ["iss", "aud", "sub", "req_wl", ...["server", "method", "params_digest", "pv", "run",
  "root.kind"].map((name) => CALL + name), "rctx.decision.id", "rctx.decision.policy",
  "rctx.agent.method", "rctx.agent.assurance"];
const OPTIONAL_TEXTS = ["rctx.authn.acr", "rctx.traceparent", ...["name", "args_digest",
  "tool_digest", "parent", "approval"].map((name) => CALL + name)];

/** The message must not be handled; `reason` is one of the codes of the vectors. */
export class Refused extends Error {
  constructor(reason) {
    super(`refused: ${reason}`);
    this.reason = reason;
  }
}

export class AssertionVerifier {
  /**
   * rules: issuer, trustDomain, server; leeway (s), tools (digests by name), rawDigests. keys: the
   * guard's key set (RFC 7517); what a token says of keys is never looked at. clock: in seconds.
   */
  constructor(rules, keys, store, clock = () => Date.now() / 1000) {
    Object.assign(this, { leeway: 5, tools: {}, rawDigests: false }, rules, { store, clock });
    this.keys = new Map(keys.keys.map((key) => [key.kid, key]));
  }

  /** The claims of a call; null of a message that carries no user. Throws Refused. */
  async admit(tokens, body) {
    must(tokens.length <= 1, "several_tokens");
    if (tokens.length === 0) {
      must(!needsAssertion(message(body, false).json), "no_token");
      return null;
    }
    const claims = await this.verify(tokens[0]);
    must(claims.tctx.mcp.server === this.server, "wrong_server");
    this.#match(claims.tctx.mcp, body);
    const { txn, iat, exp } = claims;
    const claim = await this.store.claim(txn, iat, exp + MOST.leeway, this.clock());
    must(claim === "first", claim);
    return claims;
  }

  /** The claims of a token, for whichever call. Throws Refused. */
  async verify(token) {
    const parts = token.split(".");
    must(parts.length === 3 && token.length <= MOST.token, "malformed_token");
    const [head, payload] = parts.map(decoded);
    const header = strict(head, false, "malformed_token").json;
    must(isObject(header) && !Object.hasOwn(header, "crit"), "malformed_token");
    must(header.typ === "txntoken+jwt", "wrong_type");
    must(Object.hasOwn(CURVES, header.alg ?? ""), "algorithm_not_allowed");
    const key = this.keys.get(header.kid);
    must(key !== undefined && this.clock() < (key.exp ?? Infinity), "unknown_key");
    must(key.crv === CURVES[header.alg], "algorithm_not_allowed");
    const algorithms = [header.alg];
    await compactVerify(token, await importJWK(key, header.alg), { algorithms })
      .catch(() => must(false, "bad_signature"));
    const claims = checked(strict(payload, false, "malformed_token").json);
    must(claims.iss === this.issuer, "wrong_issuer");
    must(claims.aud === this.trustDomain, "wrong_audience");
    const lifetime = claims.exp - claims.iat;
    must(lifetime > 0 && lifetime <= MOST.lifetime, "lifetime_too_long");
    must(this.clock() - this.leeway < claims.exp, "expired");
    must(claims.iat <= this.clock() + this.leeway, "not_yet_valid");
    return claims;
  }

  #match(call, body) {
    const raw = [call.params_digest, call.args_digest].some((d) => d?.startsWith("raw-sha256:"));
    must(!raw || this.rawDigests, "raw_digest_not_allowed");
    const { json, text, params } = message(body, raw);
    const content = json.params ?? json.result ?? json.error ?? {};
    must(call.method === (json.method ?? "answer"), "wrong_method");
    must(!json.method || (call.name ?? "") === nameOf(json.method, content), "wrong_name");
    const whole = raw ? rawDigest(without("_meta", text, params)) : digest(content, "_meta");
    must(call.params_digest === whole, "params_altered");
    const isCall = json.method === "tools/call";
    const given = raw && params.members.get("arguments");
    const part = given
      ? rawDigest(text.slice(given.value, given.end).trim())
      : digest(content.arguments ?? {});
    must((call.args_digest ?? "") === (isCall ? part : ""), "arguments_altered");
    const knows = isCall && Object.hasOwn(this.tools, call.name ?? "");
    must(!knows || call.tool_digest === this.tools[call.name], "tool_changed");
  }
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const digest = (value, left) => "sha256:" + sha256(canonical(value, left));
const rawDigest = (text) => "raw-sha256:" + sha256(text);

function must(holds, reason) {
  if (!holds) throw new Refused(reason);
}

/** One token has one spelling: no padding, no white space, no unused bits. */
function decoded(part) {
  const bytes = Buffer.from(part, "base64url");
  must(bytes.length > 0 && bytes.toString("base64url") === part, "malformed_token");
  return bytes;
}

function strict(bytes, anyNumbers, otherwise) {
  try {
    return read(bytes, anyNumbers);
  } catch {
    throw new Refused(otherwise);
  }
}

function checked(claims) {
  must(isObject(claims), "malformed_token");
  const at = (path) => path.split(".").reduce((o, name) => (isObject(o) ? o[name] : undefined), claims);
  const isText = (value) => typeof value === "string" && value !== "";
  const isNatural = (value) => Number.isSafeInteger(value) && value >= 0;
  const areTexts = (value) => Array.isArray(value) && value.every((v) => typeof v === "string");
  const actors = [];
  for (let act = claims.act; act !== undefined && actors.length <= MOST.actors; act = act?.act) {
    actors.push(act);
  }
  const amr = at("rctx.authn.amr");
  must(isNatural(claims.iat) && isNatural(claims.exp) && typeof claims.scope === "string"
    && isText(claims.txn) && /^[A-Za-z0-9_-]{22,64}$/.test(claims.txn) && TEXTS.every((path) => isText(at(path)))
    && OPTIONAL_TEXTS.every((path) => at(path) === undefined || isText(at(path)))
    && at("tctx.mcp.v") === 1 && isObject(at("rctx.authn")) && areTexts(at("rctx.labels"))
    && (amr === undefined || areTexts(amr)) && isNatural(at("rctx.hop"))
    && actors.length <= MOST.actors && actors.every((act) => isObject(act)
      && act.sub_profile === "ai_agent" && isText(act.iss) && isText(act.sub)), "bad_claim");
  return claims;
}

/** One JSON-RPC 2.0 request, notification or answer; a batch is none. */
function message(body, anyNumbers) {
  const read = strict(body, anyNumbers, "malformed_body");
  const { json } = read;
  must(isObject(json) && json.jsonrpc === "2.0", "malformed_body");
  const has = (name) => Object.hasOwn(json, name);
  const validId = ["string", "number"].includes(typeof json.id);
  must(has("method")
    ? typeof json.method === "string" && json.method !== "answer" && !has("result") && !has("error")
      && (!has("params") || isObject(json.params)) && (!has("id") || validId)
    : has("result") !== has("error") && isObject(json.result ?? json.error) && !has("params")
      && validId, "malformed_body");
  return read;
}

function needsAssertion({ method, id, result, error }) {
  if (method === undefined) return Object.keys(result ?? error).length > 0;
  return method.startsWith("notifications/") ? id !== undefined : !WITHOUT_USER.includes(method);
}

function nameOf(method, params) {
  const text = (...values) => values.find((value) => typeof value === "string") ?? "";
  if (method === "completion/complete") return text(params.ref?.uri, params.ref?.name);
  return text(params[method.startsWith("tasks/") ? "taskId" : NAMED_BY[method]]);
}
