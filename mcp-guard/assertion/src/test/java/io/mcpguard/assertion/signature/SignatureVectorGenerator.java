package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.Guarded;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Writes {@code src/test/resources/signature-vectors}. Run by hand when a case is added; signatures
 * change each time, verdicts do not.
 */
final class SignatureVectorGenerator {
  private static final long CREATED = SignedRequest.CREATED;

  private final Map<String, JsonText> files = new TreeMap<>();

  private SignatureVectorGenerator() {}

  public static void main(String[] arguments) throws Exception {
    SignatureVectorGenerator generator = new SignatureVectorGenerator();
    generator.accepted();
    generator.fields();
    generator.parameters();
    generator.components();
    generator.keys();
    generator.times();
    generator.altered();
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, JsonText> file : generator.files.entrySet()) {
      Files.write(folder.resolve(file.getKey() + ".json"), file.getValue().bytes());
    }
  }

  private void accepted() throws Exception {
    accept("a-call", SignedRequest.call());
    accept("a-call-without-credential", SignedRequest.bare("POST"));
    accept("a-stream", SignedRequest.bare("GET"));
    accept("the-end-of-a-session", SignedRequest.bare("DELETE"));
    accept(
        "ed25519",
        SignedRequest.call()
            .signed(SignedRequest.INPUT.replace("\"es\"", "\"ed\""), Guarded.ed25519()));
    accept("the-name-of-the-algorithm", parameter(";tag", ";alg=\"ecdsa-p256-sha256\";tag"));
    accept(
        "components-in-another-order",
        SignedRequest.under(input ->
            input.replace("(\"@method\" \"@target-uri\"", "(\"@target-uri\" \"@method\"")));
    accept(
        "another-label",
        edited("signature-input", line -> line.replaceFirst("guard", "x"))
            .with("signature", "x=" + SignedRequest.call().lines("signature").get(0).substring(6)));
    accept(
        "a-signature-of-others-beside-it",
        edited("signature-input", line -> "proxy=(\"date\");created=1;keyid=\"p\", " + line));
    accept(
        "a-digest-by-another-algorithm-beside-it",
        SignedRequest.call()
            .with(
                "content-digest",
                "sha-512=:AA==:, " + SignedRequest.call().lines("content-digest").get(0))
            .signed(SignedRequest.INPUT));
  }

  private void fields() throws Exception {
    refuse("no-signature-input", "no_signature", SignedRequest.call().without("signature-input"));
    refuse(
        "a-signature-of-others-alone",
        "no_signature",
        SignedRequest.under(input -> input.replace("mcp-guard-request", "web-bot-auth")));
    refuse(
        "two-signatures",
        "several_signatures",
        edited("signature-input", line -> line + ", " + line.replaceFirst("guard", "other")));
    refuse("no-signature", "malformed_field", SignedRequest.call().without("signature"));
    refuse(
        "a-signature-under-another-label",
        "malformed_field",
        edited("signature", line -> line.replaceFirst("guard", "other")));
    refuse(
        "a-signature-that-is-text",
        "malformed_field",
        edited("signature", line -> line.replace(':', '"')));
    refuse(
        "one-label-twice",
        "malformed_field",
        edited("signature-input", line -> line + ", " + line));
    refuse(
        "an-input-that-is-no-list",
        "malformed_field",
        edited("signature-input", line -> line + ", other=1"));
    refuse(
        "two-credentials",
        "malformed_field",
        SignedRequest.call()
            .with("authorization", SignedRequest.TOKEN, SignedRequest.TOKEN)
            .signed(SignedRequest.INPUT));
    refuse(
        "a-huge-field",
        "malformed_field",
        edited("signature-input", line -> line + ", x=\"" + "a".repeat(9000) + "\""));
  }

  private void parameters() throws Exception {
    for (String name : new String[] {"created", "expires", "nonce", "keyid"}) {
      refuse(
          "no-" + name,
          "bad_parameter",
          SignedRequest.under(input -> input.replaceFirst(";" + name + "=[^;]*", "")));
    }
    refuse("an-unknown-parameter", "bad_parameter", parameter(";tag", ";x=1;tag"));
    refuse("a-short-nonce", "bad_parameter", parameter(SignedRequest.NONCE, "short"));
    refuse("a-nonce-of-other-characters", "bad_parameter", parameter("mZ3v9", "mZ3v/"));
    refuse("a-text-as-created", "bad_parameter", parameter("=" + CREATED + ";", "=\"1\";"));
    refuse("a-negative-expiry", "bad_parameter", parameter("expires=", "expires=-"));
    refuse("a-number-as-key-id", "bad_parameter", parameter("\"es\"", "1"));
  }

  private void components() throws Exception {
    for (String name : new String[] {"@method", "@target-uri", "content-digest", "authorization"}) {
      refuse(
          "no-" + name.replace("@", ""),
          "wrong_components",
          SignedRequest.under(input -> input.replaceFirst(" ?\"" + name + "\"", "")));
    }
    refuse(
        "an-unknown-component",
        "wrong_components",
        SignedRequest.under(input -> input.replace("\")", "\" \"accept\")")));
    refuse(
        "a-component-twice",
        "wrong_components",
        SignedRequest.under(input -> input.replace("(", "(\"@method\" ")));
    refuse(
        "a-component-of-another-message",
        "wrong_components",
        SignedRequest.under(input -> input.replace("\"@method\"", "\"@method\";req")));
    refuse(
        "an-added-credential",
        "wrong_components",
        SignedRequest.bare("POST").with("authorization", SignedRequest.TOKEN));
    refuse(
        "a-credential-taken-away",
        "wrong_components",
        SignedRequest.call().without("authorization"));
  }

  private void keys() throws Exception {
    refuse("an-unknown-key", "unknown_key", parameter("\"es\"", "\"other\""));
    refuse(
        "an-algorithm-that-is-not-the-keys",
        "algorithm_not_allowed",
        parameter(";tag", ";alg=\"ed25519\";tag"));
    refuse(
        "an-algorithm-by-shared-secret",
        "algorithm_not_allowed",
        parameter(";tag", ";alg=\"hmac-sha256\";tag"));
    refuse("the-key-of-another", "bad_signature", parameter("\"es\"", "\"ed\""));
    refuse(
        "a-zero-signature",
        "bad_signature",
        SignedRequest.call()
            .with("signature", "guard=:" + SignedRequest.base64(new byte[64]) + ":"));
    refuse(
        "a-short-signature",
        "bad_signature",
        SignedRequest.call()
            .with("signature", "guard=:" + SignedRequest.base64(new byte[63]) + ":"));
  }

  private void times() throws Exception {
    accept("sixty-seconds", times(CREATED, CREATED + 60));
    refuse("sixty-one-seconds", "lifetime_too_long", times(CREATED, CREATED + 61));
    refuse("an-end-at-the-beginning", "lifetime_too_long", times(CREATED, CREATED));
    accept("within-leeway-after-expires", times(CREATED - 30, CREATED - 4));
    refuse("what-has-expired", "expired", times(CREATED - 30, CREATED - 5));
    accept("within-leeway-before-created", times(CREATED + 5, CREATED + 30));
    refuse("what-is-not-yet-valid", "not_yet_valid", times(CREATED + 6, CREATED + 30));
    add("accepts-the-second-of-start", "accepted", SignedRequest.call(), 0, SignedRequest.NOW);
    add(
        "refuses-what-was-created-before-start",
        "issued_before_start",
        SignedRequest.call(),
        0,
        SignedRequest.NOW.plusSeconds(1));
    add("refuses-a-replay", "replayed", SignedRequest.call(), 1, before());
  }

  private void altered() throws Exception {
    refuse("another-method", "bad_signature", SignedRequest.call().method("PUT"));
    refuse(
        "another-target",
        "bad_signature",
        SignedRequest.call().target("https://tools.example/admin"));
    refuse(
        "another-host", "bad_signature", SignedRequest.call().target("https://evil.example/mcp"));
    refuse(
        "an-added-query",
        "bad_signature",
        SignedRequest.call().target(SignedRequest.TARGET + "?x=1"));
    refuse(
        "another-credential",
        "bad_signature",
        SignedRequest.call().with("authorization", "Bearer other"));
    refuse(
        "another-expiry",
        "bad_signature",
        edited("signature-input", line -> line.replaceFirst("expires=\\d+", "expires=1795435259")));
    refuse(
        "altered-content",
        "content_altered",
        SignedRequest.call().content(Guarded.call().replace("12.50", "92.50")));
    refuse(
        "content-and-digest-altered",
        "bad_signature",
        SignedRequest.call().content("{}").digested());
    refuse(
        "a-digest-by-another-algorithm-alone",
        "malformed_digest",
        SignedRequest.call().with("content-digest", "sha-512=:AA==:").signed(SignedRequest.INPUT));
    refuse(
        "a-digest-that-is-no-field",
        "malformed_digest",
        SignedRequest.call().with("content-digest", "sha-256").signed(SignedRequest.INPUT));
    refuse(
        "no-digest",
        "malformed_digest",
        SignedRequest.call().without("content-digest").signed(SignedRequest.INPUT));
    refuse(
        "a-short-digest",
        "content_altered",
        SignedRequest.call().with("content-digest", "sha-256=:AAAA:").signed(SignedRequest.INPUT));
  }

  private static SignedRequest times(long created, long expires) {
    return SignedRequest.under(input ->
        input
            .replace("expires=" + (CREATED + 30), "expires=" + expires)
            .replace("created=" + CREATED, "created=" + created));
  }

  private static SignedRequest parameter(String from, String to) {
    return SignedRequest.under(input -> input.replace(from, to));
  }

  private static SignedRequest edited(String field, UnaryOperator<String> edit) {
    SignedRequest call = SignedRequest.call();
    return call.with(field, edit.apply(call.lines(field).get(0)));
  }

  private static Instant before() {
    return SignedRequest.NOW.minusSeconds(3600);
  }

  private void accept(String name, SignedRequest request) throws Exception {
    add("accepts-" + name, "accepted", request, 0, before());
  }

  private void refuse(String name, String expected, SignedRequest request) throws Exception {
    add("refuses-" + name, expected, request, 0, before());
  }

  private void add(
      String name, String expected, SignedRequest request, int earlierUses, Instant started)
      throws Exception {
    JsonText fields = JsonText.object();
    request.fields().forEach(fields::put);
    byte[] keys = Guarded.keys().getBytes(StandardCharsets.UTF_8);
    files.put(
        name,
        JsonText.object()
            .put("expect", expected)
            .put("method", request.method())
            .put("target_uri", request.target())
            .put("fields", fields)
            .put("content_base64", SignedRequest.base64(request.content()))
            .put("earlier_uses", earlierUses)
            .put("clock", SignedRequest.NOW.toString())
            .put("jwks", JsonDocument.read(keys, ReadRules.request()).root())
            .put(
                "config", JsonText.object().put("leeway_s", 5).put("started", started.toString())));
  }
}
