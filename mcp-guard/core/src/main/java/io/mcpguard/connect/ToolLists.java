package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.http.Http1Response;
import io.mcpguard.protocol.RequestId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Lists a server's tools for itself, where a host calls one whose list never passed by: a server
 * that misses a header answers -32020, upon which clients "SHOULD refresh" the list and try again
 * (2026-07-28, basic/transports/streamable-http).
 */
final class ToolLists {
  private static final int MOST_PAGES = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RequestId OWN = new RequestId("\"mcp-guard-connect-tools\"");
  private static final long HEADER_MISMATCH = -32020;

  private final McpHttp http;
  private final MessageHeads heads;

  ToolLists(McpHttp http, MessageHeads heads) {
    this.http = http;
    this.heads = heads;
  }

  /** Whether an answer says that a header is missing or wrong. */
  static boolean isMissed(byte[] body) {
    return ServerText.read(body)
        .flatMap(ServerText::message)
        .flatMap(root -> root.object("error"))
        .filter(error -> error.integer("code").orElse(0) == HEADER_MISMATCH)
        .isPresent();
  }

  /** Learns them, on behalf of a request, whose {@code _meta} says who asks. */
  void learn(HostMessage.Request on) throws InterruptedException {
    Optional<String> cursor = Optional.of("");
    for (int page = 0; page < MOST_PAGES && cursor.isPresent(); page++) {
      cursor = page(on, cursor.get());
    }
  }

  /** The cursor of the next page; nothing after the last one, or where this one did not come. */
  private Optional<String> page(HostMessage.Request on, String cursor) throws InterruptedException {
    byte[] json = list(on, cursor);
    McpRequest request = McpRequest.post(heads.of(root(json)), json, PATIENCE);
    if (!(http.send(request, new Cancellation())
        instanceof Sent.Answered(Http1Response response))) {
      return Optional.empty();
    }
    try (response) {
      Optional<ServerText> answer = Answers.only(response, OWN, PATIENCE);
      answer.ifPresent(heads::learned);
      return answer
          .flatMap(ServerText::message)
          .flatMap(root -> root.object("result"))
          .flatMap(result -> result.string("nextCursor"));
    } catch (IOException broken) {
      return Optional.empty();
    }
  }

  private static byte[] list(HostMessage.Request on, String cursor) {
    JsonText params = JsonText.object();
    on.root()
        .object("params")
        .flatMap(all -> all.object("_meta"))
        .ifPresent(meta -> params.raw("_meta", on.document().slice(meta)));
    if (!cursor.isEmpty()) {
      params.put("cursor", cursor);
    }
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", OWN.bytes())
        .put("method", "tools/list")
        .put("params", params)
        .bytes();
  }

  private static JsonObject root(byte[] own) {
    try {
      return (JsonObject) JsonDocument.read(own, ReadRules.answer()).root();
    } catch (MalformedJson impossible) {
      throw new IllegalStateException("a message of our own is no JSON", impossible);
    }
  }
}
