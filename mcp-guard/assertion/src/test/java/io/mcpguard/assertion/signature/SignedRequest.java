package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.AssertionSigner;
import io.mcpguard.assertion.Guarded;
import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.MemoryReplayStore;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A valid request of the guard's, to spoil one thing of. What is signed is put together here as
 * text, by RFC 9421 and not by what is tested.
 */
final class SignedRequest {
  static final Instant NOW = Guarded.NOW;
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final String TARGET = "https://tools.example/mcp";
  static final String NONCE = "mZ3v9QF1n0uVhJq2cXy6Tw";
  static final String TOKEN = "Bearer tools-credential";
  static final long CREATED = NOW.getEpochSecond();

  static final String PARAMETERS =
      ";created="
          + CREATED
          + ";expires="
          + (CREATED + 30)
          + ";nonce=\""
          + NONCE
          + "\";keyid=\"es\";tag=\"mcp-guard-request\"";
  static final String COMPONENTS =
      "(\"@method\" \"@target-uri\" \"content-digest\" \"authorization\")";
  static final String INPUT = COMPONENTS + PARAMETERS;

  private String method = "POST";
  private String target = TARGET;
  private byte[] content = Guarded.call().getBytes(UTF_8);
  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  private SignedRequest() {}

  /** A call with a credential. */
  static SignedRequest call() {
    return new SignedRequest().with("authorization", TOKEN).digested().signed(INPUT);
  }

  /** A request without content and without a credential. */
  static SignedRequest bare(String method) {
    SignedRequest bare = new SignedRequest().method(method).content("");
    return bare.digested().signed(INPUT.replace(" \"authorization\"", ""));
  }

  /** The call under a signature with other components or parameters, which holds. */
  static SignedRequest under(UnaryOperator<String> input) {
    return call().signed(input.apply(INPUT));
  }

  SignedRequest method(String other) {
    method = other;
    return this;
  }

  SignedRequest target(String other) {
    target = other;
    return this;
  }

  SignedRequest content(String other) {
    content = other.getBytes(UTF_8);
    return this;
  }

  SignedRequest with(String field, String... lines) {
    fields.put(field, List.of(lines));
    return this;
  }

  SignedRequest without(String field) {
    fields.remove(field);
    return this;
  }

  SignedRequest digested() {
    return with("content-digest", "sha-256=:" + base64(sha256(content)) + ":");
  }

  SignedRequest signed(String input) {
    return signed(input, Guarded.es256());
  }

  SignedRequest signed(String input, AssertionSigner signer) {
    StringBuilder base = new StringBuilder();
    String components = input.substring(1, input.indexOf(')'));
    for (String component : components.split(" ", -1)) {
      if (!component.isEmpty()) {
        base.append(component).append(": ").append(value(component)).append('\n');
      }
    }
    base.append("\"@signature-params\": ").append(input);
    try {
      byte[] signature = signer.sign(base.toString().getBytes(UTF_8));
      return with("signature-input", "guard=" + input)
          .with("signature", "guard=:" + base64(signature) + ":");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String value(String component) {
    String name = component.substring(1, component.indexOf('"', 1));
    return switch (name) {
      case "@method" -> method;
      case "@target-uri" -> target;
      default -> String.join(", ", lines(name));
    };
  }

  List<String> lines(String name) {
    return Objects.requireNonNullElse(fields.get(name), List.of());
  }

  Map<String, List<String>> fields() {
    return fields;
  }

  RequestMessage message() {
    return new RequestMessage(method, target, this::lines, content);
  }

  byte[] content() {
    return content;
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  /** {@code accepted}, or the code of the refusal, by a verifier that has seen nothing. */
  String verdict() {
    return verdict(verifier(CLOCK));
  }

  String verdict(RequestVerifier verifier) {
    try {
      verifier.admit(message());
      return "accepted";
    } catch (SignatureRejected rejected) {
      return rejected.reason().code();
    }
  }

  static RequestVerifier verifier(InstantSource clock) {
    return new RequestVerifier(
        SignatureRules.strict(),
        KeySet.parse(Guarded.keys()),
        new MemoryReplayStore(100, InstantSource.fixed(NOW.minusSeconds(60))),
        clock);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
