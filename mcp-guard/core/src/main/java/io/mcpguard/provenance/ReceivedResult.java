package io.mcpguard.provenance;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.assertion.json.Splices;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A result as its client got it. A receipt's digest is of the bytes that the tool server sent
 * (contracts §2), so what a guard adds to them is taken away again: each in every way in which it
 * may have been added, for nothing tells whether an empty {@code _meta} was there before.
 */
final class ReceivedResult {
  private static final String OURS = "io.mcpguard/";
  private static final String RECEIPT = OURS + "receipt";

  private final JsonDocument document;
  private final JsonObject result;

  private ReceivedResult(JsonDocument document, JsonObject result) {
    this.document = document;
    this.result = result;
  }

  /** Reads a result, or the JSON-RPC message around it. */
  static ReceivedResult of(byte[] bytes) throws Refuted {
    try {
      JsonDocument given = JsonDocument.read(bytes, ReadRules.answer());
      if (given.root() instanceof JsonObject message) {
        Optional<JsonObject> inner =
            message.member("jsonrpc").isPresent() ? message.object("result") : Optional.of(message);
        if (inner.isPresent()) {
          return alone(given.slice(inner.get()));
        }
      }
    } catch (MalformedJson malformed) {
      // said below
    }
    throw new Refuted("result", "is no result, nor a message that holds one");
  }

  private static ReceivedResult alone(byte[] bytes) throws MalformedJson {
    JsonDocument own = JsonDocument.read(bytes, ReadRules.answer());
    return new ReceivedResult(own, (JsonObject) own.root());
  }

  /** The receipt that came in it. */
  Optional<JsonObject> receipt() {
    return result.object("_meta").flatMap(meta -> meta.object(RECEIPT));
  }

  /** The digests of all that the tool server may have sent for this to come of it. */
  Set<String> digests() {
    Set<String> digests = new HashSet<>();
    for (Undoing meta : meta()) {
      for (Undoing type : of("resultType", "\"complete\"")) {
        for (Undoing age : of("ttlMs", "0")) {
          for (Undoing scope : cacheScope()) {
            Splices edits = Splices.of(document);
            List.of(meta, type, age, scope).forEach(undoing -> undoing.in(edits));
            digests.add(Digests.ofBytes(edits.apply()));
          }
        }
      }
    }
    return digests;
  }

  private interface Undoing {
    void in(Splices edits);
  }

  private static Undoing nothing() {
    return edits -> {};
  }

  private List<Undoing> meta() {
    Optional<JsonObject> meta = result.object("_meta");
    if (meta.isEmpty()) {
      return List.of(nothing());
    }
    List<String> ours =
        meta.get().members().stream()
            .map(JsonMember::name)
            .filter(name -> name.startsWith(OURS))
            .toList();
    Undoing members = edits -> ours.forEach(name -> edits.remove(meta.get(), name));
    return ours.size() == meta.get().members().size()
        ? List.of(nothing(), members, edits -> edits.remove(result, "_meta"))
        : List.of(nothing(), members);
  }

  private List<Undoing> of(String member, String ours) {
    return has(member, ours)
        ? List.of(nothing(), edits -> edits.remove(result, member))
        : List.of(nothing());
  }

  /** The one member that a guard also changes. */
  private List<Undoing> cacheScope() {
    byte[] shared = "\"public\"".getBytes(StandardCharsets.US_ASCII);
    return has("cacheScope", "\"private\"")
        ? List.of(
            nothing(),
            edits -> edits.remove(result, "cacheScope"),
            edits -> edits.set(result, "cacheScope", shared))
        : List.of(nothing());
  }

  private boolean has(String member, String ours) {
    return result
        .member(member)
        .filter(value -> new String(document.slice(value), StandardCharsets.UTF_8).equals(ours))
        .isPresent();
  }
}
