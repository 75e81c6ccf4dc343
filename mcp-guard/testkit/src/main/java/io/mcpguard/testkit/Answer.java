package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.util.List;

/** What a client got for one POST: the head, the body as text, and every JSON-RPC message in it. */
public record Answer(int status, HttpHeaders headers, String body, List<JsonNode> messages) {
  /** Copies the messages. */
  public Answer {
    messages = List.copyOf(messages);
  }

  /** The first value of a header, or an empty text. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** The message that answers a request: the last that is no request or notification itself. */
  public JsonNode message() {
    return messages.reversed().stream()
        .filter(message -> !message.has("method"))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  /** The result; a missing node if there is none. */
  public JsonNode result() {
    return message().path("result");
  }

  /** The JSON-RPC error's code; 0 if there is no error. */
  public int errorCode() {
    return message().at("/error/code").asInt();
  }

  /** The text of a tool's first content block, or an empty text. */
  public String text() {
    return result().at("/content/0/text").asText();
  }
}
