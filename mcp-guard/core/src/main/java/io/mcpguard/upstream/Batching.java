package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.util.List;

/**
 * Whether a server may send several messages as one: "a JSON-RPC batch … of responses", or of
 * requests and notifications, in 2025-03-26 alone (basic/transports, sending messages).
 */
enum Batching {
  NEVER,
  ALLOWED;

  /** More in one batch are not taken apart, so that the batch breaks the protocol. */
  private static final int MOST = 256;

  static Batching of(String revision) {
    return revision.equals(Revisions.WITH_BATCHES) ? ALLOWED : NEVER;
  }

  /** The messages in what was sent as one; what is no batch, or may be none, as it is. */
  List<byte[]> messages(byte[] json) {
    return switch (this) {
      case NEVER -> List.of(json);
      case ALLOWED -> begins(json) ? elements(json) : List.of(json);
    };
  }

  private static boolean begins(byte[] json) {
    for (byte b : json) {
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b == '[';
      }
    }
    return false;
  }

  private static List<byte[]> elements(byte[] json) {
    try {
      JsonDocument document = JsonDocument.read(json, ReadRules.answer());
      return document.root() instanceof JsonArray batch
              && !batch.values().isEmpty()
              && batch.values().size() <= MOST
          ? batch.values().stream().map(document::slice).toList()
          : List.of(json);
    } catch (MalformedJson noBatch) {
      return List.of(json);
    }
  }
}
