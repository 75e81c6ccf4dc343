package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code src/test/resources/vectors}. Run by hand when a case is added; signatures change
 * each time, verdicts do not.
 */
final class VectorGenerator {
  private static final String READ =
      "{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"resources/read\","
          + "\"params\":{\"uri\":\"file:///a.txt\"}}";
  private static final String PROMPT =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"completion/complete\",\"params\":{"
          + "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"greet\"},"
          + "\"argument\":{\"name\":\"who\",\"value\":\"a\"}}}";
  private static final String ANSWER =
      "{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{\"action\":\"accept\",\"content\":{\"n\":1.10}}}";
  private static final String LIST =
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{}}";
  private static final String BIG = Fixture.PAY.replace("\"A-17\"", "12345678901234567890");

  private final Map<String, JsonText> files = new TreeMap<>();
  private final Map<String, String> config = new LinkedHashMap<>();

  private VectorGenerator() {}

  public static void main(String[] arguments) throws IOException {
    VectorGenerator generator = new VectorGenerator();
    generator.accepted();
    generator.tokens();
    generator.claims();
    generator.times();
    generator.calls();
    generator.numbers();
    generator.configurations();
    Path folder = Path.of(arguments[0]);
    for (Map.Entry<String, JsonText> file : generator.files.entrySet()) {
      Files.write(folder.resolve(file.getKey() + ".json"), file.getValue().bytes());
    }
  }

  private void accepted() {
    String token = Fixture.token(Fixture.PAY);
    add("accepts-a-tool-call", "accepted", token, Fixture.PAY);
    add("accepts-ed25519", "accepted", ed25519(), Fixture.PAY);
    add(
        "accepts-other-order-and-white-space",
        "accepted",
        token,
        """
        { "params" : { "arguments" : { "amount":{"currency":"EUR","value":"12.50"},
          "invoice" : "A\\u002d17" }, "name":"pay_invoice" },
          "method":"tools/call", "id":7, "jsonrpc":"2.0" }\
        """);
    add(
        "accepts-another-meta",
        "accepted",
        token,
        Fixture.PAY.replace(
            "\"progressToken\":1", "\"progressToken\":\"x\",\"traceparent\":\"y\""));
    add("accepts-a-resource", "accepted", Fixture.token(READ), READ);
    add("accepts-a-completion", "accepted", Fixture.token(PROMPT), PROMPT);
    add("accepts-an-answer", "accepted", Fixture.token(ANSWER), ANSWER);
    add("accepts-an-error", "accepted", Fixture.token(Fixture.DECLINED), Fixture.DECLINED);
    add(
        "accepts-unknown-claims",
        "accepted",
        edited("\"sub\":", "\"new\":1,\"sub\":"),
        Fixture.PAY);
    add("accepts-a-key-url-it-never-follows", "accepted", foreignKeys(), Fixture.PAY);
    add(
        "accepts-an-autonomous-run",
        "accepted",
        Tokens.withClaims(claims -> claims.replaceAll("\"act\":\\{[^}]*\\},", "")),
        Fixture.PAY);
    files.put("accepts-a-list-without-user", file("accepted_without_user", List.of(), LIST, 0));
  }

  private void tokens() {
    String token = Fixture.token(Fixture.PAY);
    files.put("refuses-no-token", file("no_token", List.of(), Fixture.PAY, 0));
    files.put("refuses-an-answer-without-token", file("no_token", List.of(), ANSWER, 0));
    files.put("refuses-two-tokens", file("several_tokens", List.of(token, token), Fixture.PAY, 0));
    refuse("padding", "malformed_token", token + "=");
    refuse("two-parts", "malformed_token", token.substring(0, token.lastIndexOf('.')));
    refuse("four-parts", "malformed_token", token + ".e30");
    refuse("no-base64url", "malformed_token", token.replace('.', '*'));
    refuse("unused-bits", "malformed_token", withUnusedBits(token));
    refuse("a-huge-token", "malformed_token", "e30." + "A".repeat(9000) + ".AA");
    refuse("crit", "malformed_token", header(",\"crit\":[\"exp\"],\"exp\":1"));
    refuse("a-duplicate-header", "malformed_token", header(",\"kid\":\"es\""));
    refuse(
        "duplicate-claims", "malformed_token", edited("\"sub\":", "\"sub\":\"mallory\",\"sub\":"));
    refuse(
        "another-typ", "wrong_type", Tokens.withHeader(Tokens.HEADER.replace("txntoken+", "at+")));
    refuse("no-typ", "wrong_type", Tokens.withHeader("{\"alg\":\"ES256\",\"kid\":\"es\"}"));
    refuse("none", "algorithm_not_allowed", algorithm("none"));
    refuse("hs256", "algorithm_not_allowed", algorithm("HS256"));
    refuse("es256-with-an-ed25519-key", "algorithm_not_allowed", kid("ed"));
    refuse("an-unknown-key", "unknown_key", kid("other"));
    refuse(
        "no-key-id",
        "unknown_key",
        Tokens.withHeader(Tokens.HEADER.replace(",\"kid\":\"es\"", "")));
    refuse("another-signature", "bad_signature", otherSignature(token));
    refuse("a-zero-signature", "bad_signature", zeroSignature(token));
  }

  private void claims() {
    for (String claim : List.of("iss", "aud", "txn", "sub", "scope", "req_wl", "tctx", "rctx")) {
      refuse("no-" + claim.replace('_', '-'), "bad_claim", edited("\"" + claim + "\":", "\"x\":"));
    }
    refuse("a-short-txn", "bad_claim", edited(Fixture.TXN, "abc"));
    refuse("an-array-as-aud", "bad_claim", edited("\"aud\":\"example.internal\"", "\"aud\":[]"));
    refuse("a-fraction-as-exp", "bad_claim", edited("\"exp\":", "\"exp\":0.5,\"e\":"));
    String txn = "\"" + Fixture.TXN + "\"";
    refuse("an-array-as-txn", "bad_claim", edited("\"txn\":" + txn, "\"txn\":[" + txn + "]"));
    refuse("null-as-act", "bad_claim", edited("\"act\":", "\"act\":null,\"x\":"));
    refuse(
        "null-as-act-of-an-actor",
        "bad_claim",
        edited("\"ai_agent\"", "\"ai_agent\",\"act\":null"));
    refuse(
        "null-as-tool-digest",
        "bad_claim",
        edited("\"tool_digest\":", "\"tool_digest\":null,\"x\":"));
    refuse("null-as-amr", "bad_claim", edited("\"authn\":{", "\"authn\":{\"amr\":null"));
    refuse("another-version", "bad_claim", edited("\"v\":1", "\"v\":2"));
    refuse(
        "another-issuer", "wrong_issuer", edited("\"iss\":\"https://guard", "\"iss\":\"https://g"));
    refuse(
        "another-domain",
        "wrong_audience",
        edited("\"aud\":\"example.internal", "\"aud\":\"other"));
  }

  private void times() {
    refuse("what-has-expired", "expired", lived(-35, -5));
    add("accepts-within-leeway-after-exp", "accepted", lived(-34, -4), Fixture.PAY);
    refuse("what-is-not-yet-valid", "not_yet_valid", lived(6, 36));
    add("accepts-within-leeway-before-iat", "accepted", lived(5, 35), Fixture.PAY);
    refuse("sixty-one-seconds", "lifetime_too_long", lived(0, 61));
    add("accepts-sixty-seconds", "accepted", lived(0, 60), Fixture.PAY);
    refuse("an-end-before-the-beginning", "lifetime_too_long", lived(1, 1));
    files.put(
        "refuses-a-replay", file("replayed", List.of(Fixture.token(Fixture.PAY)), Fixture.PAY, 1));
    config.put("started", Fixture.NOW.plusSeconds(1).toString());
    refuse("what-was-issued-before-start", "issued_before_start", lived(0, 30));
    config.put("started", Fixture.NOW.plusMillis(999).toString());
    add("accepts-the-second-of-start", "accepted", lived(0, 30), Fixture.PAY);
    config.clear();
  }

  private void calls() {
    String token = Fixture.token(Fixture.PAY);
    refuse(
        "another-server",
        "wrong_server",
        edited("\"server\":\"https://pay", "\"server\":\"https://x"));
    add("refuses-another-method", "wrong_method", token, READ);
    add(
        "refuses-another-name",
        "wrong_name",
        token,
        Fixture.PAY.replace("pay_invoice", "pay_invoices"));
    add(
        "refuses-altered-arguments",
        "params_altered",
        token,
        Fixture.PAY.replace("12.50", "12.51"));
    add(
        "refuses-an-added-param",
        "params_altered",
        token,
        Fixture.PAY.replace("\"params\":{", "\"params\":{\"task\":{},"));
    refuse(
        "other-args-digest",
        "arguments_altered",
        edited("\"args_digest\":\"sha256:", "\"args_digest\":\"sha256:0"));
    add("refuses-a-batch", "malformed_body", token, "[" + Fixture.PAY + "]");
    add(
        "refuses-a-duplicate-member",
        "malformed_body",
        token,
        Fixture.PAY.replace("\"name\":", "\"name\":\"whoami\",\"name\":"));
    add("refuses-trailing-bytes", "malformed_body", token, Fixture.PAY + "{}");
    add("refuses-a-big-integer", "malformed_body", token, BIG);
    add(
        "refuses-an-altered-answer",
        "params_altered",
        Fixture.token(ANSWER),
        ANSWER.replace("1.10", "1.2"));
  }

  private void configurations() {
    config.put("pay_invoice", "sha256:" + "8".repeat(64));
    add("refuses-another-tool-definition", "tool_changed", Fixture.token(Fixture.PAY), Fixture.PAY);
    config.put("pay_invoice", Fixture.TOOL_DIGEST);
    add("accepts-the-known-definition", "accepted", Fixture.token(Fixture.PAY), Fixture.PAY);
    config.clear();
    add("refuses-a-raw-digest", "raw_digest_not_allowed", raw(), BIG);
    config.put("raw_digests", "true");
    add("accepts-a-raw-digest-where-allowed", "accepted", raw(), BIG);
    add("refuses-a-raw-digest-of-other-bytes", "params_altered", raw(), BIG.replace("90,", "91,"));
    config.clear();
  }

  private static String raw() {
    try {
      JsonDocument document =
          JsonDocument.read(BIG.getBytes(UTF_8), ReadRules.request().allowingInexactNumbers());
      JsonObject params = ((JsonObject) document.root()).object("params").orElseThrow();
      Call call = Fixture.call(Fixture.PAY);
      return Fixture.issue(
          Fixture.claims(
              new Call(
                  call.server(),
                  call.method(),
                  call.name(),
                  Digests.ofRawParams(document, params),
                  Digests.ofRaw(document, params.member("arguments").orElseThrow()),
                  call.toolDigest(),
                  call.protocolVersion(),
                  call.run(),
                  call.parent(),
                  call.rootKind(),
                  call.approval())));
    } catch (MalformedJson impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Numbers that platforms spell differently; the twin of each names the same double, longer. */
  private void numbers() {
    number("2e23", "1.9999999999999998e23");
    number("1e23", "9.999999999999999e22");
    number("8.41E21", "8.409999999999999E21");
    number("5e-324", "4.9e-324");
    number("1e21", "1000000000000000000000");
    number("1.0", "1.00000000000000000001");
    number("-0", "-1e-400");
    number("1.7976931348623157e308", "1e400");
    add(
        "refuses-an-error-beyond-all-numbers",
        "malformed_body",
        Fixture.token(Fixture.DECLINED),
        Fixture.DECLINED.replace("1.5", "1e400"));
  }

  private void number(String taken, String refused) {
    String body = Fixture.PAY.replace("\"A-17\"", taken);
    add("accepts-the-number-" + slug(taken), "accepted", Fixture.token(body), body);
    add(
        "refuses-the-number-" + slug(refused),
        "malformed_body",
        Fixture.token(body),
        body.replace(taken, refused));
  }

  private static String slug(String number) {
    return number
        .replaceAll("(e?)-", "$1-minus-")
        .replaceFirst("^-", "")
        .replace('.', '-')
        .toLowerCase(Locale.ROOT);
  }

  private static String ed25519() {
    try {
      return new AssertionIssuer(Fixture.ed25519())
          .issue(Fixture.claims(Fixture.call(Fixture.PAY)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String lived(int from, int to) {
    Instant now = Fixture.NOW;
    return Fixture.issue(
        Fixture.claims(Fixture.call(Fixture.PAY), now.plusSeconds(from), now.plusSeconds(to)));
  }

  private static String edited(String from, String to) {
    return Tokens.withClaims(claims -> claims.replace(from, to));
  }

  private static String header(String more) {
    return Tokens.withHeader(Tokens.HEADER.replace("}", more + "}"));
  }

  private static String algorithm(String name) {
    return Tokens.withHeader(Tokens.HEADER.replace("ES256", name));
  }

  private static String kid(String id) {
    return Tokens.withHeader(Tokens.HEADER.replace("\"es\"", "\"" + id + "\""));
  }

  private static String foreignKeys() {
    return header(",\"jku\":\"https://evil.example/jwks\",\"x5u\":\"https://evil.example/x5u\"");
  }

  private static String withUnusedBits(String token) {
    // 64 bytes are 86 characters; the last holds four unused bits.
    return token.substring(0, token.length() - 1) + "B";
  }

  private static String otherSignature(String token) {
    return token.substring(0, token.lastIndexOf('.'))
        + Fixture.token(READ).substring(Fixture.token(READ).lastIndexOf('.'));
  }

  private static String zeroSignature(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1) + Tokens.encode(new byte[64]);
  }

  private void refuse(String name, String expected, String token) {
    add("refuses-" + name, expected, token, Fixture.PAY);
  }

  private void add(String name, String expected, String token, String body) {
    files.put(name, file(expected, List.of(token), body, 0));
  }

  private JsonText file(String expected, List<String> tokens, String body, int earlierUses) {
    JsonText tools = JsonText.object();
    config.entrySet().stream()
        .filter(entry -> entry.getKey().equals("pay_invoice"))
        .forEach(entry -> tools.put(entry.getKey(), entry.getValue()));
    return JsonText.object()
        .put("expect", expected)
        .put("tokens", tokens)
        .put("body_base64", Base64.getEncoder().encodeToString(body.getBytes(UTF_8)))
        .put("earlier_uses", earlierUses)
        .put("clock", Fixture.NOW.toString())
        .put("jwks", Fixture.value(Fixture.KEYS))
        .put(
            "config",
            JsonText.object()
                .put("issuer", Fixture.ISSUER)
                .put("trust_domain", Fixture.DOMAIN)
                .put("server", Fixture.SERVER)
                .put("leeway_s", 5)
                .put("raw_digests", config.containsKey("raw_digests"))
                .put("started", config.getOrDefault("started", "2026-11-23T11:00:00Z"))
                .put("tools", tools));
  }
}
