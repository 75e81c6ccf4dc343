package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.ledger.LedgerEntry;
import java.util.List;
import java.util.Optional;

/** A leaf of the ledger that tells of a call (contracts §2); a member it lacks reads as empty. */
public sealed interface CallLeaf {
  /** Where it stands in the log. */
  LedgerEntry entry();

  /** Its index in the log. */
  default long index() {
    return entry().index();
  }

  /** What it says. */
  JsonObject content();

  /** What was decided before the call. */
  record Decision(LedgerEntry entry, JsonObject content) implements CallLeaf {
    /** The call that led to this one; empty text for a root. */
    public String parent() {
      return text("parent");
    }

    /** The run that it belongs to; empty text for what is no call. */
    public String run() {
      return text("run");
    }

    /** Whether the call was let out. */
    public boolean isAllowed() {
      return text("decision").equals("allow");
    }

    /** The calls whose results hold values that this one's arguments hold too. */
    List<String> observed() {
      return texts("observed");
    }
  }

  /** How the call ended. */
  record Outcome(LedgerEntry entry, JsonObject content) implements CallLeaf {}

  /** How the task ended that the call had begun. */
  record TaskEnd(LedgerEntry entry, JsonObject content) implements CallLeaf {}

  /** Reads an entry; empty where it tells of no call. */
  static Optional<CallLeaf> read(LedgerEntry entry) {
    try {
      return JsonDocument.read(entry.bytes(), ReadRules.answer()).root() instanceof JsonObject leaf
              && leaf.string("txn").isPresent()
          ? of(entry, leaf)
          : Optional.empty();
    } catch (MalformedJson foreign) {
      return Optional.empty();
    }
  }

  private static Optional<CallLeaf> of(LedgerEntry entry, JsonObject leaf) {
    return switch (leaf.string("type").orElse("")) {
      case "decision" -> Optional.of(new Decision(entry, leaf));
      case "outcome" -> Optional.of(new Outcome(entry, leaf));
      case "task" -> Optional.of(new TaskEnd(entry, leaf));
      default -> Optional.empty();
    };
  }

  /** The call. */
  default String txn() {
    return text("txn");
  }

  /** A member that is a text; empty text where there is none. */
  default String text(String member) {
    return content().string(member).orElse("");
  }

  /** A member of a member. */
  default String text(String holder, String member) {
    return content().object(holder).flatMap(object -> object.string(member)).orElse("");
  }

  /** A member that is a list of texts. */
  default List<String> texts(String member) {
    return content().array(member).map(JsonArray::values).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value())
        .toList();
  }
}
