package io.mcpguard.assertion;

import io.mcpguard.assertion.AssertionClaims.Actor;
import io.mcpguard.assertion.AssertionClaims.AgentProof;
import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.AssertionClaims.Context;
import io.mcpguard.assertion.AssertionClaims.Decision;
import io.mcpguard.assertion.AssertionClaims.Login;
import io.mcpguard.assertion.AssertionRejected.Reason;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the claims of a token whose signature holds. What we do not know is left alone. */
final class ClaimsReader {
  private static final int MOST_ACTORS = 16;

  /** 128 bits or more in base64url. */
  private static final Pattern TXN = Pattern.compile("[A-Za-z0-9_-]{22,64}");

  private ClaimsReader() {}

  static AssertionClaims read(JsonObject payload) throws AssertionRejected {
    Instant issuedAt = seconds(payload, "iat");
    Instant expiresAt = seconds(payload, "exp");
    String txn = text(payload, "txn");
    if (!TXN.matcher(txn).matches()) {
      throw bad("txn");
    }
    JsonObject tctx = object(payload, "tctx");
    return new AssertionClaims(
        text(payload, "iss"),
        text(payload, "aud"),
        issuedAt,
        expiresAt,
        txn,
        text(payload, "sub"),
        actors(payload),
        scope(payload),
        text(payload, "req_wl"),
        call(object(tctx, "mcp")),
        context(object(payload, "rctx")));
  }

  private static List<Actor> actors(JsonObject payload) throws AssertionRejected {
    List<Actor> actors = new ArrayList<>();
    JsonObject holder = payload;
    while (holder.member("act").isPresent()) {
      JsonObject act = object(holder, "act");
      if (!text(act, "sub_profile").equals("ai_agent") || actors.size() == MOST_ACTORS) {
        throw bad("act");
      }
      actors.add(new Actor(text(act, "iss"), text(act, "sub")));
      holder = act;
    }
    return actors;
  }

  private static List<String> scope(JsonObject payload) throws AssertionRejected {
    String scope = payload.string("scope").orElseThrow(() -> bad("scope"));
    return scope.isEmpty() ? List.of() : List.of(scope.split(" ", -1));
  }

  private static Call call(JsonObject mcp) throws AssertionRejected {
    if (mcp.integer("v").orElse(0) != 1) {
      throw bad("tctx.mcp.v");
    }
    return new Call(
        text(mcp, "server"),
        text(mcp, "method"),
        optional(mcp, "name"),
        text(mcp, "params_digest"),
        optional(mcp, "args_digest"),
        optional(mcp, "tool_digest"),
        text(mcp, "pv"),
        text(mcp, "run"),
        optional(mcp, "parent"),
        text(object(mcp, "root"), "kind"),
        optional(mcp, "approval"));
  }

  private static Context context(JsonObject rctx) throws AssertionRejected {
    JsonObject decision = object(rctx, "decision");
    JsonObject authn = object(rctx, "authn");
    JsonObject agent = object(rctx, "agent");
    long hop = rctx.integer("hop").orElse(-1);
    if (hop < 0 || hop > Integer.MAX_VALUE) {
      throw bad("rctx.hop");
    }
    List<String> amr = authn.member("amr").isPresent() ? texts(authn, "amr") : List.of();
    return new Context(
        new Decision(text(decision, "id"), text(decision, "policy")),
        new Login(optional(authn, "acr"), amr, authn.integer("auth_time").orElse(0)),
        new AgentProof(text(agent, "method"), text(agent, "assurance")),
        texts(rctx, "labels"),
        optional(rctx, "traceparent"),
        (int) hop);
  }

  private static Instant seconds(JsonObject in, String claim) throws AssertionRejected {
    long seconds = in.integer(claim).orElse(-1);
    if (seconds < 0) {
      throw bad(claim);
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static String text(JsonObject in, String claim) throws AssertionRejected {
    return in.string(claim).filter(text -> !text.isEmpty()).orElseThrow(() -> bad(claim));
  }

  private static String optional(JsonObject in, String claim) throws AssertionRejected {
    return in.member(claim).isPresent() ? text(in, claim) : "";
  }

  private static JsonObject object(JsonObject in, String claim) throws AssertionRejected {
    return in.object(claim).orElseThrow(() -> bad(claim));
  }

  private static List<String> texts(JsonObject in, String claim) throws AssertionRejected {
    Optional<JsonArray> array = in.array(claim);
    List<String> texts = new ArrayList<>();
    for (JsonValue value : array.orElseThrow(() -> bad(claim)).values()) {
      if (!(value instanceof JsonString text)) {
        throw bad(claim);
      }
      texts.add(text.value());
    }
    return texts;
  }

  private static AssertionRejected bad(String claim) {
    return new AssertionRejected(Reason.BAD_CLAIM, claim);
  }
}
