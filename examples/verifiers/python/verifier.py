"""Verifies mcp-guard's per-call assertion: that the guard vouches for exactly this message.

The checks stand in the order of the vectors, and the first that fails decides.
"""

import hashlib
import re
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWSCore
from message import content_of, is_message, name_of, needs_assertion
from strict_json import Strict, canonical

# The second is Ed25519 by RFC 9864; the library knows its elder name, so it is told which to use.
ALGORITHMS = {"ES256": ("P-256", "ES256"), "Ed25519": ("Ed25519", "EdDSA")}
MOST_TOKEN, MOST_ACTORS, MOST_LIFETIME, MOST_LEEWAY = 8192, 16, 60, 5
TEXTS = (
    "iss aud sub req_wl tctx.mcp.server tctx.mcp.method tctx.mcp.params_digest tctx.mcp.pv"
    " tctx.mcp.run tctx.mcp.root.kind rctx.decision.id rctx.decision.policy rctx.agent.method"
    " rctx.agent.assurance"
).split()
OPTIONAL_TEXTS = (
    "tctx.mcp.name tctx.mcp.args_digest tctx.mcp.tool_digest tctx.mcp.parent tctx.mcp.approval"
    " rctx.authn.acr rctx.traceparent"
).split()


class Refused(Exception):
    """The message must not be handled; `reason` is one of the codes of the vectors."""

    def __init__(self, reason):
        super().__init__(f"refused: {reason}")
        self.reason = reason


class MemoryReplayStore:
    """Used transactions of one process; several need a store whose claim is one atomic step."""

    def __init__(self, started=None, capacity=250_000):
        self.started = int(time.time() if started is None else started)
        self.capacity, self.ends, self.lock = capacity, {}, threading.Lock()

    def claim(self, txn, issued_at, keep_until, now):
        """Checks and remembers: "first", or the reason of the refusal. Times are in seconds."""
        if issued_at < self.started:
            return "issued_before_start"
        with self.lock:
            while self.ends and (oldest := next(iter(self.ends.items())))[1] <= now:
                del self.ends[oldest[0]]
            if keep_until <= now:
                return "expired"
            if txn in self.ends:
                return "replayed"
            if len(self.ends) >= self.capacity:
                return "replay_store_full"
            self.ends[txn] = keep_until
            return "first"


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
        txn, iat, keep_until = claims["txn"], claims["iat"], claims["exp"] + MOST_LEEWAY
        claim = self.store.claim(txn, iat, keep_until, self.clock())
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
        if raw and content:
            whole = "raw-sha256:" + sha256(read.without("_meta", content))
        else:
            whole = "sha256:" + sha256(canonical(content, "_meta"))
        must(call["params_digest"] == whole, "params_altered")
        if raw and "arguments" in content:
            part = "raw-sha256:" + sha256(read.member("arguments", content))
        else:
            given = content.get("arguments")
            part = "sha256:" + sha256(canonical({} if given is None else given))
        is_call = method == "tools/call"
        must(call.get("args_digest", "") == (part if is_call else ""), "arguments_altered")
        known = self.tools.get(call.get("name")) if is_call else None
        must(known in (None, call.get("tool_digest")), "tool_changed")


def must(holds, reason):
    if not holds:
        raise Refused(reason)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


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


def message(body, any_numbers=False):
    read = strict(body, "malformed_body", any_numbers)
    must(is_message(read.value), "malformed_body")
    return read


def checked(claims):
    must(isinstance(claims, dict), "malformed_token")

    def at(path, found=claims):
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def is_text(value):
        return isinstance(value, str) and value != ""

    def is_natural(value):
        return type(value) is int and value >= 0

    def are_texts(value):
        return isinstance(value, list) and all(isinstance(text, str) for text in value)

    actors = [claims.get("act")]
    while isinstance(actors[-1], dict) and len(actors) <= MOST_ACTORS + 1:
        actors.append(actors[-1].get("act"))
    must(
        is_natural(claims.get("iat")) and is_natural(claims.get("exp"))
        and isinstance(claims.get("scope"), str) and is_text(claims.get("txn"))
        and re.fullmatch(r"[A-Za-z0-9_-]{22,64}", claims["txn"]) and all(map(is_text, map(at, TEXTS)))
        and all(at(path) is None or is_text(at(path)) for path in OPTIONAL_TEXTS)
        and at("tctx.mcp.v") == 1 and isinstance(at("rctx.authn"), dict)
        and are_texts(at("rctx.labels")) and are_texts(at("rctx.authn").get("amr", []))
        and is_natural(at("rctx.hop")) and len(actors) <= MOST_ACTORS + 1
        and all(isinstance(a, dict) and a.get("sub_profile") == "ai_agent" and is_text(a.get("iss"))
                and is_text(a.get("sub")) for a in actors if a is not None), "bad_claim")
    return claims
