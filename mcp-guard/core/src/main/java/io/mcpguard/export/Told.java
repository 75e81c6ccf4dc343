package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.ledger.Checkpoint;
import io.mcpguard.ledger.LedgerEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * A leaf, and what it takes to tell of it.
 *
 * @param entry where it stands, byte for byte
 * @param leaf what it says; an object without members where it is none
 * @param decision what was decided of the call whose end it is; the leaf itself where it is a
 *     decision, and an object without members where there is none
 * @param checkpoint covers it
 */
record Told(LedgerEntry entry, JsonObject leaf, JsonObject decision, Checkpoint checkpoint) {
  /** In April 2262. */
  private static final Instant LAST = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000_000);

  /** The kind of leaf (contracts §2); empty text where it has none. */
  String type() {
    return text("type");
  }

  /** A member of the leaf; empty text where there is none. */
  String text(String member) {
    return text(leaf, member);
  }

  /** A member of the decision; empty text where there is none. */
  String decided(String member) {
    return text(decision, member);
  }

  /** A member of a member of the decision; empty text where there is none. */
  String decided(String holder, String member) {
    return decision.object(holder).map(object -> text(object, member)).orElse("");
  }

  private static String text(JsonObject object, String member) {
    return object.string(member).orElse("");
  }

  /** A member of the leaf that is a list of texts. */
  List<String> texts(String member) {
    return leaf.array(member).map(JsonArray::values).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value())
        .toList();
  }

  /** When the leaf was made; 1970 where it does not say. */
  Instant at() {
    return moment(text("at"));
  }

  /** When the call was decided. */
  Instant decidedAt() {
    return moment(decided("at"));
  }

  /** An instant in a leaf; 1970 where that is none, or none that can be told in nanoseconds. */
  static Instant moment(String text) {
    try {
      Instant instant = text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
      return instant.isBefore(Instant.EPOCH) || instant.isAfter(LAST) ? Instant.EPOCH : instant;
    } catch (DateTimeException foreign) {
      return Instant.EPOCH;
    }
  }
}
