package io.mcpguard.assertion;

import io.mcpguard.assertion.AssertionRejected.Reason;
import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.assertion.json.Splices;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One JSON-RPC 2.0 message as the verifier sees it: a request, a notification or an answer. */
final class McpMessage {
  static final String TOKEN = "io.mcpguard/txn-token";
  private static final JsonObject NOTHING = nothing();

  private final JsonDocument document;
  private final String method;
  private final boolean request;

  /** {@code params}, or {@code result} or {@code error} of an answer. */
  private final JsonObject content;

  private McpMessage(JsonDocument document, String method, boolean request, JsonObject content) {
    this.document = document;
    this.method = method;
    this.request = request;
    this.content = content;
  }

  static McpMessage read(byte[] body, ReadRules rules) throws AssertionRejected {
    JsonDocument document;
    try {
      document = JsonDocument.read(body, rules);
    } catch (MalformedJson fault) {
      throw new AssertionRejected(Reason.MALFORMED_BODY, fault.reason().name());
    }
    if (document.root() instanceof JsonObject message
        && message.string("jsonrpc").orElse("").equals("2.0")) {
      return message.member("method").isPresent()
          ? call(document, message)
          : answer(document, message);
    }
    throw new AssertionRejected(Reason.MALFORMED_BODY);
  }

  private static McpMessage call(JsonDocument document, JsonObject message)
      throws AssertionRejected {
    Optional<JsonValue> params = message.member("params");
    if (message.member("result").isPresent()
        || message.member("error").isPresent()
        || message.string("method").isEmpty()
        || message.string("method").get().equals(McpMethods.ANSWER)
        || (params.isPresent() && !(params.get() instanceof JsonObject))) {
      throw new AssertionRejected(Reason.MALFORMED_BODY);
    }
    return new McpMessage(
        document,
        message.string("method").get(),
        hasId(message),
        message.object("params").orElse(NOTHING));
  }

  private static McpMessage answer(JsonDocument document, JsonObject message)
      throws AssertionRejected {
    Optional<JsonObject> result = message.object("result");
    Optional<JsonObject> error = message.object("error");
    if (result.isPresent() == error.isPresent()
        || message.member("params").isPresent()
        || (message.member("result").isPresent() && message.member("error").isPresent())
        || !hasId(message)) {
      throw new AssertionRejected(Reason.MALFORMED_BODY);
    }
    return new McpMessage(
        document, McpMethods.ANSWER, false, result.or(() -> error).orElse(NOTHING));
  }

  private static boolean hasId(JsonObject message) throws AssertionRejected {
    Optional<JsonValue> id = message.member("id");
    if (id.isPresent() && !(id.get() instanceof JsonString || id.get() instanceof JsonNumber)) {
      throw new AssertionRejected(Reason.MALFORMED_BODY);
    }
    return id.isPresent();
  }

  private static JsonObject nothing() {
    try {
      byte[] empty = "{}".getBytes(StandardCharsets.US_ASCII);
      return (JsonObject) JsonDocument.read(empty, ReadRules.request()).root();
    } catch (MalformedJson impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  String method() {
    return method;
  }

  /** The empty result is what a ping is answered with and says nothing about anybody. */
  boolean needsAssertion() {
    if (method.equals(McpMethods.ANSWER)) {
      return !content.members().isEmpty();
    }
    return McpMethods.needsAssertion(method) || (request && method.startsWith("notifications/"));
  }

  /** What the message is about. An answer does not say which request it is for. */
  Optional<String> name() {
    return method.equals(McpMethods.ANSWER)
        ? Optional.empty()
        : Optional.of(McpMethods.nameOf(method, content));
  }

  boolean isToolCall() {
    return method.equals("tools/call");
  }

  String paramsDigest() {
    return Digests.ofParams(content);
  }

  String argumentsDigest() {
    return Digests.ofArguments(content);
  }

  String rawParamsDigest() {
    return content == NOTHING ? Digests.ofNothing() : Digests.ofRawParams(document, content);
  }

  String rawArgumentsDigest() {
    Optional<JsonValue> arguments = content.member("arguments");
    return arguments.isPresent() ? Digests.ofRaw(document, arguments.get()) : Digests.ofNothing();
  }

  /** The token of {@code _meta}, where there is no header to carry it (stdio). */
  Optional<String> token() {
    return content.object("_meta").flatMap(meta -> meta.string(TOKEN));
  }

  /** The message with another text in its token's place. */
  byte[] withToken(String text) {
    Optional<JsonObject> meta = content.object("_meta");
    byte[] value = new ByteSink(text.length() + 2).string(text).toBytes();
    return meta.isEmpty()
        ? document.bytes()
        : Splices.of(document).set(meta.get(), TOKEN, value).apply();
  }
}
