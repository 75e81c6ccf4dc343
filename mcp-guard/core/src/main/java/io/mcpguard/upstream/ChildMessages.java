package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts the lines of a child: answers to whoever waits, requests and notifications to the listener.
 * What is neither is dropped and said in the log: it names nobody who could be told.
 */
final class ChildMessages {
  private static final Logger LOG = LoggerFactory.getLogger(ChildMessages.class);

  /** Where answers go. */
  interface Route {
    /** Hands an answer to the exchange with that id; false if none waits for it. */
    boolean answer(long id, byte[] json);

    /** The answer to that exchange came, and cannot be read. */
    void garbled(long id);
  }

  private final String name;
  private final Route route;
  private final ChildListener listener;

  ChildMessages(String name, Route route, ChildListener listener) {
    this.name = name;
    this.route = route;
    this.listener = listener;
  }

  /** Sorts one line; a batch (MCP 2025-03-26) is sorted element by element. */
  void take(byte[] line) {
    if (isBlank(line)) {
      return;
    }
    try {
      JsonDocument document = JsonDocument.read(line, ReadRules.answer());
      if (document.root() instanceof JsonArray batch) {
        batch.values().forEach(element -> sort(element, document.slice(element)));
      } else {
        sort(document.root(), line);
      }
    } catch (MalformedJson malformed) {
      LOG.warn("child {} wrote a line to its stdout that is no JSON: {}", name, malformed.reason());
      answered(line).ifPresent(route::garbled);
    }
  }

  /**
   * Whose answer a line is that would be one but for bytes that are not UTF-8. Nobody waits any
   * longer for what came already; what the line says otherwise is not looked at.
   */
  private static OptionalLong answered(byte[] line) {
    byte[] mended = new String(line, UTF_8).getBytes(UTF_8);
    try {
      return JsonDocument.read(mended, ReadRules.answer()).root() instanceof JsonObject message
              && message.member("method").isEmpty()
          ? message.integer("id")
          : OptionalLong.empty();
    } catch (MalformedJson noAnswerEither) {
      return OptionalLong.empty();
    }
  }

  private void sort(JsonValue value, byte[] json) {
    if (!(value instanceof JsonObject message)) {
      LOG.warn("child {} wrote JSON to its stdout that is no message", name);
    } else if (message.member("method").isPresent()) {
      tellListener(json);
    } else {
      OptionalLong id = message.integer("id");
      if (id.isEmpty()) {
        LOG.debug("child {} answered a request that nobody sent", name);
      } else if (!route.answer(id.getAsLong(), json)) {
        LOG.debug("child {} answered a request that nobody waits for", name);
        listener.answeredLate(id.getAsLong());
      }
    }
  }

  private void tellListener(byte[] json) {
    try {
      listener.received(json);
    } catch (RuntimeException failed) {
      LOG.error("a message of child {} could not be taken", name, failed);
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
