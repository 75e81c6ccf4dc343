package io.mcpguard.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON and JSON-RPC 2.0 as the fixtures read and write it: lenient, a tree, no rules of the guard.
 */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /**
   * Reads a JSON text of a test.
   *
   * @throws IllegalArgumentException if the text is not JSON
   */
  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  static JsonNode readOrMissing(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** Reads a resource that lies beside this class. */
  static JsonNode resource(String name) {
    try (InputStream in = Json.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing from the test kit");
      }
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compact UTF-8 bytes of a tree. */
  public static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** An empty object to fill. */
  public static ObjectNode object() {
    return NODES.objectNode();
  }

  /** A JSON-RPC request. */
  public static ObjectNode request(JsonNode id, String method, JsonNode params) {
    ObjectNode message = notification(method, params);
    message.set("id", id);
    return message;
  }

  /** A JSON-RPC notification; empty {@code params} are left out. */
  public static ObjectNode notification(String method, JsonNode params) {
    ObjectNode message = envelope();
    message.put("method", method);
    if (!params.isEmpty()) {
      message.set("params", params);
    }
    return message;
  }

  /** A JSON-RPC answer that holds a result. */
  public static ObjectNode result(JsonNode id, JsonNode result) {
    ObjectNode message = envelope();
    message.set("id", id);
    message.set("result", result);
    return message;
  }

  /** A JSON-RPC answer that holds an error. */
  public static ObjectNode error(JsonNode id, int code, String text) {
    ObjectNode message = envelope();
    message.set("id", id);
    message.putObject("error").put("code", code).put("message", text);
    return message;
  }

  /** A JSON-RPC error for a message whose id could not be read. */
  static ObjectNode error(int code, String text) {
    ObjectNode message = envelope();
    message.putObject("error").put("code", code).put("message", text);
    return message;
  }

  /** A tool's result of one text. */
  static ObjectNode text(String text) {
    ObjectNode result = object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }

  private static ObjectNode envelope() {
    return object().put("jsonrpc", "2.0");
  }
}
