package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.signature.ResultSignature;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Whether a tool server signed its result, as the outcome record keeps it. */
public sealed interface CounterSignature {

  /** What the record holds; empty where nobody asked. */
  Optional<JsonText> leaf(UnaryOperator<String> pseudonym);

  /** The upstream has no key to sign with, or nothing came that it could have signed. */
  record NotAsked() implements CounterSignature {
    @Override
    public Optional<JsonText> leaf(UnaryOperator<String> pseudonym) {
      return Optional.empty();
    }
  }

  /** It did, with a key of its own, this very result of this very call. */
  record Valid(ResultSignature signature) implements CounterSignature {
    @Override
    public Optional<JsonText> leaf(UnaryOperator<String> pseudonym) {
      return Optional.of(
          verdict("valid")
              .put("key", signature.keyId())
              .put("content_digest", pseudonym.apply(signature.contentDigest()))
              .put("input", signature.input())
              .put("signature", signature.signature()));
    }
  }

  /** It did not sign. */
  record Absent() implements CounterSignature {
    @Override
    public Optional<JsonText> leaf(UnaryOperator<String> pseudonym) {
      return Optional.of(verdict("absent"));
    }
  }

  /** It answered by a stream, whose head went out before there was a result to sign. */
  record Streamed() implements CounterSignature {
    @Override
    public Optional<JsonText> leaf(UnaryOperator<String> pseudonym) {
      return Optional.of(verdict("streamed"));
    }
  }

  /**
   * There is a signature, and it does not hold.
   *
   * @param reason the verifier's code
   */
  record Wrong(String reason) implements CounterSignature {
    @Override
    public Optional<JsonText> leaf(UnaryOperator<String> pseudonym) {
      return Optional.of(verdict("wrong").put("reason", reason));
    }
  }

  private static JsonText verdict(String word) {
    return JsonText.object().put("verdict", word);
  }
}
