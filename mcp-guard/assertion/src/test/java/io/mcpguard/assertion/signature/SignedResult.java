package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.AssertionSigner;
import io.mcpguard.assertion.Guarded;
import io.mcpguard.assertion.KeySet;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A valid result of a tool server's, to spoil one thing of; signed as text, by RFC 9421. */
final class SignedResult {
  static final String TOKEN = "e30.e30.token-of-the-call";
  static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"paid\":true}}";
  static final String INPUT =
      "(\"@status\" \"content-digest\" \"txn-token\";req);created="
          + SignedRequest.CREATED
          + ";keyid=\"ed\";tag=\"mcp-guard-result\"";

  private int status = 200;
  private byte[] content = RESULT.getBytes(UTF_8);
  private HttpFields request = name -> name.equals("txn-token") ? List.of(TOKEN) : List.of();
  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  private SignedResult() {}

  static SignedResult ofCall() {
    return new SignedResult().digested().signed(INPUT);
  }

  SignedResult status(int other) {
    status = other;
    return this;
  }

  SignedResult content(String other) {
    content = other.getBytes(UTF_8);
    return this;
  }

  /** Held against another request than it was signed with. */
  SignedResult of(HttpFields other) {
    request = other;
    return this;
  }

  SignedResult with(String field, String... lines) {
    fields.put(field, List.of(lines));
    return this;
  }

  SignedResult digested() {
    return with(
        "content-digest", "sha-256=:" + SignedRequest.base64(SignedRequest.sha256(content)) + ":");
  }

  SignedResult signed(String input) {
    return signed(input, Guarded.ed25519());
  }

  SignedResult signed(String input, AssertionSigner signer) {
    StringBuilder base = new StringBuilder();
    for (String component : input.substring(1, input.indexOf(')')).split(" ", -1)) {
      base.append(component).append(": ").append(value(component)).append('\n');
    }
    base.append("\"@signature-params\": ").append(input);
    try {
      byte[] signature = signer.sign(base.toString().getBytes(UTF_8));
      return with("signature-input", "result=" + input)
          .with("signature", "result=:" + SignedRequest.base64(signature) + ":");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String value(String component) {
    return switch (component) {
      case "\"@status\"" -> Integer.toString(status);
      case "\"txn-token\";req" -> request.value("txn-token");
      case "\"signature\";req;key=\"guard\"" -> request.value("signature").substring(6);
      default -> String.join(", ", lines(component.substring(1, component.length() - 1)));
    };
  }

  List<String> lines(String name) {
    return Objects.requireNonNullElse(fields.get(name), List.of());
  }

  ResultSignature verified() throws SignatureRejected {
    return new ResultVerifier(
            SignatureRules.strict(), KeySet.parse(Guarded.keys()), SignedRequest.CLOCK)
        .verify(
            new ResponseMessage(status, this::lines, content),
            RequestBinding.of(request).orElseThrow());
  }

  /** {@code accepted}, or the code of the refusal. */
  String verdict() {
    try {
      var unused = verified();
      return "accepted";
    } catch (SignatureRejected rejected) {
      return rejected.reason().code();
    }
  }
}
