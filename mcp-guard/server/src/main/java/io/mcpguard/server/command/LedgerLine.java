package io.mcpguard.server.command;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A leaf of the ledger, to be shown. */
final class LedgerLine {
  private static final List<String> TELLING =
      List.of("decision", "event", "status", "result", "reason", "name", "agent", "grant", "txn");

  private final long index;
  private final byte[] bytes;
  private final JsonObject leaf;

  private LedgerLine(long index, byte[] bytes, JsonObject leaf) {
    this.index = index;
    this.bytes = bytes;
    this.leaf = leaf;
  }

  /** Empty when the entry is no JSON object, which no guard writes. */
  static Optional<LedgerLine> of(LedgerEntry entry) {
    byte[] bytes = entry.bytes();
    try {
      return JsonDocument.read(bytes, ReadRules.answer()).root() instanceof JsonObject leaf
          ? Optional.of(new LedgerLine(entry.index(), bytes, leaf))
          : Optional.empty();
    } catch (MalformedJson foreign) {
      return Optional.empty();
    }
  }

  /** Whether the leaf is about this exchange. */
  boolean isOf(String exchange) {
    return leaf.string("txn").filter(exchange::equals).isPresent();
  }

  /** What tells most, in one line. */
  String brief() {
    return Stream.concat(
            Stream.of(
                Long.toString(index),
                leaf.string("at").orElse("-"),
                leaf.string("type").orElse("-")),
            TELLING.stream().flatMap(name -> telling(name).stream()))
        .collect(Collectors.joining("  "));
  }

  private Optional<String> telling(String name) {
    return leaf.string(name)
        .or(() -> leaf.object(name).flatMap(object -> object.string("id")))
        .map(value -> name + "=" + value);
  }

  /** All of it, a line per member. */
  List<String> full() {
    return Stream.concat(
            Stream.of("leaf " + index),
            leaf.members().stream().map(member -> "  " + member.name() + ": " + text(member)))
        .toList();
  }

  private String text(JsonMember member) {
    return leaf.string(member.name())
        .orElseGet(() ->
            new String(
                bytes,
                member.value().start(),
                member.value().end() - member.value().start(),
                StandardCharsets.UTF_8));
  }

  /** All of it, in one line of JSON. */
  String json() {
    return new String(
        JsonText.object().put("index", index).put("leaf", leaf).bytes(), StandardCharsets.UTF_8);
  }
}
