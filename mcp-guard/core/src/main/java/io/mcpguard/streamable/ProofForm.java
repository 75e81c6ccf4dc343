package io.mcpguard.streamable;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.provenance.CallProof;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms in which a call's proof is given. */
public enum ProofForm {
  /** c2sp.org/tlog-proof@v1 of the decision. */
  TEXT("text/plain; charset=utf-8", List.of("text/plain", "text/*", "*/*")),
  /** The receipt and both records, each with its proof. */
  JSON("application/json", List.of("application/json", "application/*")),
  /** An in-toto Statement in a DSSE envelope. */
  STATEMENT(
      "application/vnd.in-toto+json",
      List.of("application/vnd.in-toto+json", "application/vnd.dsse.envelope.v1+json"));

  private final String mediaType;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable; its type cannot say so
  private final List<String> ranges;

  ProofForm(String mediaType, List<String> ranges) {
    this.mediaType = mediaType;
    this.ranges = ranges;
  }

  /**
   * The proof in this form.
   *
   * @throws IOException when the ledger cannot be read
   */
  public byte[] of(CallProof proof, Ledger ledger) throws IOException {
    return switch (this) {
      case TEXT -> proof.text();
      case JSON -> proof.json();
      case STATEMENT -> proof.envelope(ledger);
    };
  }

  /** The media type of the answer. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * The first form that {@code Accept} names; where it names none, the text: a server may disregard
   * the field (RFC 9110 §12.5.1).
   */
  public static ProofForm of(List<String> accept) {
    for (String line : accept) {
      for (String part : line.split(",", -1)) {
        String range = part.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        Optional<ProofForm> form = named(range);
        if (form.isPresent()) {
          return form.get();
        }
      }
    }
    return TEXT;
  }

  private static Optional<ProofForm> named(String range) {
    for (ProofForm form : values()) {
      if (form.ranges.contains(range)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }
}
