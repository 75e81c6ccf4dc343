"""Verifies mcp-guard's per-call assertion: that the guard vouches for exactly this message.

The checks stand in the order of the vectors, and the first that fails decides.
"""

import hashlib
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWSCore
from strict_json import Strict, canonical

# Curve, and the library's name: it knows RFC 9864's Ed25519 by its elder one.
ALGORITHMS = {"ES256": ("P-256", "ES256"), "Ed25519": ("Ed25519", "EdDSA")}
MOST_TOKEN, MOST_ACTORS, MOST_LIFETIME, MOST_LEEWAY = 8192, 16, 60, 5
TEXTS = """iss aud sub req_wl tctx.mcp.server tctx.mcp.method tctx.mcp.params_digest tctx.mcp.pv
    tctx.mcp.run tctx.mcp.root.kind rctx.decision.id rctx.decision.policy rctx.agent.method
    rctx.agent.assurance""".split()
OPTIONAL_TEXTS = """tctx.mcp.name tctx.mcp.args_digest tctx.mcp.tool_digest tctx.mcp.parent
    tctx.mcp.approval rctx.authn.acr rctx.traceparent""".split()
ABSENT = object()
WITHOUT_USER = """initialize server/discover ping logging/setLevel tools/list resources/list
    resources/templates/list prompts/list""".split()
NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri",
            "resources/subscribe": "uri", "resources/unsubscribe": "uri"}


class Refused(Exception):
    """The message must not be handled; `reason` is one of the codes of the vectors."""

    def __init__(self, reason):
        super().__init__(f"refused: {reason}")
        self.reason = reason


class AssertionVerifier:
    """What a token says of keys is never looked at; they come from the configured set alone."""

    def __init__(self, issuer, trust_domain, server, keys, store, leeway=5, tools=(),
                 raw_digests=False, clock=time.time):
        self.issuer, self.trust_domain, self.server = issuer, trust_domain, server
        self.keys = {key["kid"]: key for key in keys["keys"]}
        self.store, self.leeway, self.tools = store, leeway, dict(tools)
        self.raw_digests, self.clock = raw_digests, clock

    def admit(self, tokens, body):
        """The claims of a call; None for a message that carries no user. Raises Refused."""
        must(len(tokens) <= 1, "several_tokens")
        if not tokens:
            must(not needs_assertion(message(body).value), "no_token")
            return None
        claims = self.verify(tokens[0])
        must(claims["tctx"]["mcp"]["server"] == self.server, "wrong_server")
        self.match(claims["tctx"]["mcp"], body)
        keep_until = claims["exp"] + MOST_LEEWAY
        claim = self.store.claim(claims["txn"], claims["iat"], keep_until, self.clock())
        must(claim == "first", claim)
        return claims

    def verify(self, token):
        """The claims of a token, for whichever call. Raises Refused."""
        parts = token.split(".")
        must(len(parts) == 3 and len(token) <= MOST_TOKEN, "malformed_token")
        head, payload, signature = map(decoded, parts)
        header = strict(head, "malformed_token").value
        must(isinstance(header, dict) and "crit" not in header, "malformed_token")
        must(header.get("typ") == "txntoken+jwt", "wrong_type")
        alg, kid = header.get("alg"), header.get("kid")
        must(isinstance(alg, str) and alg in ALGORITHMS, "algorithm_not_allowed")
        key = self.keys.get(kid) if isinstance(kid, str) else None
        must(key is not None and self.clock() < key.get("exp", float("inf")), "unknown_key")
        curve, name = ALGORITHMS[alg]
        must(key.get("crv") == curve, "algorithm_not_allowed")
        public = JWK(**{part: key[part] for part in ("kty", "crv", "x", "y") if part in key})
        try:
            JWSCore(name, public, head.decode(), payload, [name]).verify(signature)
        except (JWException, ValueError):
            raise Refused("bad_signature") from None
        claims = checked(strict(payload, "malformed_token").value)
        must(claims["iss"] == self.issuer, "wrong_issuer")
        must(claims["aud"] == self.trust_domain, "wrong_audience")
        must(0 < claims["exp"] - claims["iat"] <= MOST_LIFETIME, "lifetime_too_long")
        must(self.clock() - self.leeway < claims["exp"], "expired")
        must(claims["iat"] <= self.clock() + self.leeway, "not_yet_valid")
        return claims

    def match(self, call, body):
        raw = any(call.get(d, "").startswith("raw-sha256:") for d in ("params_digest", "args_digest"))
        must(not raw or self.raw_digests, "raw_digest_not_allowed")
        read = message(body, raw)
        method, content = read.value.get("method"), content_of(read.value)
        must(call["method"] == (method or "answer"), "wrong_method")
        must(method is None or call.get("name", "") == name_of(method, content), "wrong_name")
        whole = (digest(read.without("_meta", content), "raw-") if raw and content
                 else digest(canonical(content, "_meta")))
        must(call["params_digest"] == whole, "params_altered")
        is_call, given = method == "tools/call", content.get("arguments")
        part = (digest(read.member("arguments", content), "raw-") if raw and "arguments" in content
                else digest(canonical({} if given is None else given)))
        must(call.get("args_digest", "") == (part if is_call else ""), "arguments_altered")
        known = self.tools.get(call.get("name")) if is_call else None
        must(known in (None, call.get("tool_digest")), "tool_changed")


def must(holds, reason):
    if not holds:
        raise Refused(reason)


def digest(text, prefix=""):
    return prefix + "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def decoded(part):
    """One token has one spelling: no padding, no white space, no unused bits."""
    try:
        raw = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise Refused("malformed_token") from None
    must(raw and urlsafe_b64encode(raw).decode().rstrip("=") == part, "malformed_token")
    return raw


def strict(raw, otherwise, any_numbers=False):
    try:
        return Strict(raw, any_numbers)
    except ValueError:
        raise Refused(otherwise) from None


def is_text(value):
    return isinstance(value, str) and value != ""


def are_texts(value):
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def checked(claims):
    must(isinstance(claims, dict), "malformed_token")

    def at(path, found=claims):
        for name in path.split("."):
            found = found.get(name, ABSENT) if isinstance(found, dict) else ABSENT
        return found

    actors, actor = [], claims
    while isinstance(actor, dict) and "act" in actor and len(actors) <= MOST_ACTORS:
        actors.append(actor := actor["act"])
    must(
        all(type(at(path)) is int and at(path) >= 0 for path in ("iat", "exp", "rctx.hop"))
        and isinstance(at("scope"), str) and is_text(at("txn"))
        and re.fullmatch(r"[A-Za-z0-9_-]{22,64}", at("txn")) and all(is_text(at(path)) for path in TEXTS)
        and all(at(path) is ABSENT or is_text(at(path)) for path in OPTIONAL_TEXTS)
        and at("tctx.mcp.v") == 1 and isinstance(at("rctx.authn"), dict)
        and are_texts(at("rctx.labels")) and are_texts(at("rctx.authn").get("amr", []))
        and len(actors) <= MOST_ACTORS
        and all(isinstance(a, dict) and a.get("sub_profile") == "ai_agent" and is_text(a.get("iss"))
                and is_text(a.get("sub")) for a in actors), "bad_claim")
    return claims


def message(body, any_numbers=False):
    """One JSON-RPC 2.0 request, notification or answer; a batch is none."""
    read = strict(body, "malformed_body", any_numbers)
    value = read.value
    must(isinstance(value, dict) and value.get("jsonrpc") == "2.0", "malformed_body")
    has_id = type(value.get("id")) in (str, int, float)
    answers = ("result" in value) + ("error" in value)
    valid = answers == 1 and "params" not in value and has_id
    if "method" in value:
        valid = (isinstance(value["method"], str) and value["method"] != "answer" and not answers
                 and (has_id or "id" not in value))
    must(valid and isinstance(content_of(value), dict), "malformed_body")
    return read


def content_of(value):
    """What is digested; absent params are an empty object."""
    return next((value[name] for name in ("params", "result", "error") if name in value), {})


def needs_assertion(value):
    """The empty result is what a ping is answered with and says nothing about anybody."""
    method = value.get("method")
    if method is None:
        return content_of(value) != {}
    return "id" in value if method.startswith("notifications/") else method not in WITHOUT_USER


def name_of(method, params):
    """What a request is about, by the server's own name; empty where there is no such thing."""
    named = [params.get("taskId" if method.startswith("tasks/") else NAMED_BY.get(method))]
    if method == "completion/complete" and isinstance(params.get("ref"), dict):
        named = [params["ref"].get("uri"), params["ref"].get("name")]
    return next((text for text in named if isinstance(text, str)), "")
