package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.fields.Dictionary;
import io.mcpguard.assertion.fields.MalformedField;
import io.mcpguard.assertion.fields.Member;
import io.mcpguard.assertion.fields.Member.InnerList;
import io.mcpguard.assertion.fields.Member.Item;
import io.mcpguard.assertion.signature.SignatureRejected.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one signature of a message that has a profile's tag, well-formed and unverified.
 *
 * <p>Others may stand beside it, as a message may pass others who sign (RFC 9421 §4.3); the tag
 * says which one is meant, never the label (§7.2.5 there).
 */
final class PresentedSignature {
  private final String label;
  private final InnerList covered;
  private final byte[] value;

  private PresentedSignature(String label, InnerList covered, byte[] value) {
    this.label = label;
    this.covered = covered;
    this.value = value;
  }

  static PresentedSignature find(HttpFields fields, String tag) throws SignatureRejected {
    try {
      Map.Entry<String, InnerList> input =
          tagged(Dictionary.of(fields.lines("signature-input")), tag);
      byte[] value =
          Dictionary.of(fields.lines("signature"))
              .octets(input.getKey())
              .orElseThrow(() -> new SignatureRejected(Reason.MALFORMED_FIELD));
      return new PresentedSignature(input.getKey(), input.getValue(), value);
    } catch (MalformedField fault) {
      throw new SignatureRejected(Reason.MALFORMED_FIELD);
    }
  }

  private static Map.Entry<String, InnerList> tagged(Dictionary inputs, String tag)
      throws SignatureRejected {
    List<Map.Entry<String, InnerList>> found = new ArrayList<>();
    for (Map.Entry<String, Member> input : inputs.members().entrySet()) {
      if (!(input.getValue() instanceof InnerList list)) {
        throw new SignatureRejected(Reason.MALFORMED_FIELD);
      }
      if (list.parameters().string("tag").filter(tag::equals).isPresent()) {
        found.add(Map.entry(input.getKey(), list));
      }
    }
    if (found.size() > 1) {
      throw new SignatureRejected(Reason.SEVERAL_SIGNATURES);
    }
    if (found.isEmpty()) {
      throw new SignatureRejected(Reason.NO_SIGNATURE);
    }
    return found.get(0);
  }

  String label() {
    return label;
  }

  InnerList covered() {
    return covered;
  }

  byte[] value() {
    return value;
  }

  /** Refuses a parameter that is not among {@code known}: what is not understood may matter. */
  void requireParametersOf(Set<String> known) throws SignatureRejected {
    if (!known.containsAll(covered.parameters().keys())) {
      throw new SignatureRejected(Reason.BAD_PARAMETER);
    }
  }

  /** Refuses other components than these, in whichever order, each once and nothing said of it. */
  void requireComponents(List<Item> wanted) throws SignatureRejected {
    List<Item> items = covered.items();
    if (items.size() != wanted.size() || !new HashSet<>(items).equals(new HashSet<>(wanted))) {
      throw new SignatureRejected(Reason.WRONG_COMPONENTS);
    }
  }

  /** A parameter that has to be there as a text. */
  String text(String parameter) throws SignatureRejected {
    return covered
        .parameters()
        .string(parameter)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new SignatureRejected(Reason.BAD_PARAMETER));
  }

  /** A parameter that has to be there as seconds since the epoch. */
  Instant seconds(String parameter) throws SignatureRejected {
    long seconds = covered.parameters().integer(parameter).orElse(-1);
    if (seconds < 0) {
      throw new SignatureRejected(Reason.BAD_PARAMETER);
    }
    return Instant.ofEpochSecond(seconds);
  }
}
