package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.json.Jcs;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.ReadRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/** One file of {@code signature-vectors/}; its format is told in the README there. */
final class SignatureVector {
  private final JsonObject file;

  SignatureVector(byte[] json) throws Exception {
    this.file = (JsonObject) JsonDocument.read(json, ReadRules.request()).root();
  }

  String expected() {
    return text(file, "expect");
  }

  /** {@code accepted}, or the code of the refusal. */
  String verdict() {
    RequestVerifier verifier = verifier();
    RequestMessage request =
        new RequestMessage(
            text(file, "method"),
            text(file, "target_uri"),
            this::lines,
            Base64.getDecoder().decode(text(file, "content_base64")));
    String verdict = "";
    for (long left = file.integer("earlier_uses").orElse(0); left >= 0; left--) {
      verdict = verdict(verifier, request);
    }
    return verdict;
  }

  private static String verdict(RequestVerifier verifier, RequestMessage request) {
    try {
      verifier.admit(request);
      return "accepted";
    } catch (SignatureRejected rejected) {
      return rejected.reason().code();
    }
  }

  private List<String> lines(String name) {
    return file.object("fields").orElseThrow().array(name).stream()
        .flatMap(lines -> lines.values().stream())
        .map(line -> ((JsonString) line).value())
        .toList();
  }

  private RequestVerifier verifier() {
    JsonObject config = file.object("config").orElseThrow();
    return new RequestVerifier(
        SignatureRules.strict()
            .withLeeway(Duration.ofSeconds(config.integer("leeway_s").orElseThrow())),
        KeySet.parse(new String(Jcs.bytes(file.object("jwks").orElseThrow()), UTF_8)),
        new MemoryReplayStore(10, InstantSource.fixed(Instant.parse(text(config, "started")))),
        InstantSource.fixed(Instant.parse(text(file, "clock"))));
  }

  private static String text(JsonObject in, String name) {
    return in.string(name).orElseThrow();
  }
}
