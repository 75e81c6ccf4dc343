package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.Jcs;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One file of {@code vectors/}; its format is told in the README there. */
final class Vector {
  private final JsonObject file;

  Vector(String text) {
    this.file = (JsonObject) Fixture.value(text);
  }

  String expected() {
    return file.string("expect").orElseThrow();
  }

  /** {@code accepted}, {@code accepted_without_user}, or the code of the refusal. */
  String verdict() {
    byte[] body = Base64.getDecoder().decode(file.string("body_base64").orElseThrow());
    int repeated = (int) file.integer("earlier_uses").orElse(0);
    AssertionVerifier verifier = verifier();
    try {
      for (int i = 0; i < repeated; i++) {
        verifier.admit(tokens(), body);
      }
      return verifier.admit(tokens(), body) instanceof Admission.Asserted
          ? "accepted"
          : "accepted_without_user";
    } catch (AssertionRejected rejected) {
      return rejected.reason().code();
    }
  }

  private AssertionVerifier verifier() {
    JsonObject config = file.object("config").orElseThrow();
    Instant now = Instant.parse(file.string("clock").orElseThrow());
    Instant started = Instant.parse(config.string("started").orElseThrow());
    VerifierRules rules =
        VerifierRules.strict(
                config.string("issuer").orElseThrow(),
                config.string("trust_domain").orElseThrow(),
                config.string("server").orElseThrow())
            .withLeeway(Duration.ofSeconds(config.integer("leeway_s").orElseThrow()))
            .knowingTools(tools(config));
    boolean raw = config.member("raw_digests", JsonBoolean.class).orElseThrow().value();
    return new AssertionVerifier(
        raw ? rules.allowingRawDigests() : rules,
        KeySet.parse(new String(Jcs.bytes(file.object("jwks").orElseThrow()), UTF_8)),
        new MemoryReplayStore(10, InstantSource.fixed(started)),
        InstantSource.fixed(now));
  }

  private static Map<String, String> tools(JsonObject config) {
    Map<String, String> tools = new HashMap<>();
    for (JsonMember tool : config.object("tools").orElseThrow().members()) {
      tools.put(tool.name(), ((JsonString) tool.value()).value());
    }
    return tools;
  }

  private List<RawAssertion> tokens() {
    List<RawAssertion> tokens = new ArrayList<>();
    JsonArray array = file.array("tokens").orElseThrow();
    array.values().forEach(token -> tokens.add(new RawAssertion(((JsonString) token).value())));
    return tokens;
  }
}
