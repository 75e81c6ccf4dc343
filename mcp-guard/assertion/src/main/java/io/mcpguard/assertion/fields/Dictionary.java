package io.mcpguard.assertion.fields;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a dictionary field, by key, in their order (RFC 9651 §3.2). */
public record Dictionary(Map<String, Member> members) {
  private static final int MOST_CHARACTERS = 8192;

  /**
   * Reads a field.
   *
   * @param lines the values of its lines, which count as one list (RFC 9110 §5.3)
   * @throws MalformedField when it is longer than 8,192 characters, or no dictionary
   */
  public static Dictionary of(List<String> lines) throws MalformedField {
    String text = String.join(", ", lines);
    if (text.length() > MOST_CHARACTERS) {
      throw new MalformedField("more than " + MOST_CHARACTERS + " characters", MOST_CHARACTERS);
    }
    return new Dictionary(new FieldReader(text).dictionary());
  }

  /** The bytes under a key of which nothing more is said; empty when absent or anything else. */
  public Optional<byte[]> octets(String key) {
    return members.get(key) instanceof Member.Item item
            && item.value() instanceof BareItem.Octets octets
            && item.parameters().keys().isEmpty()
        ? Optional.of(octets.bytes())
        : Optional.empty();
  }
}
