package io.mcpguard.bridge;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Gives the answers of a legacy server the form that a stateless request expects. */
final class StatelessAnswers {
  private static final byte[] COMPLETE = ascii("\"complete\"");
  private static final byte[] PRIVATE = ascii("\"private\"");
  private static final byte[] AT_ONCE = ascii("0");

  /** {@code Resource not found} of 2025-11-25, which the later revision must not have. */
  private static final double NOT_FOUND = -32002;

  /** {@code URLElicitationRequiredError} of 2025-11-25, likewise. */
  private static final double URL_REQUIRED = -32042;

  private static final double UNKNOWN_METHOD = -32601;

  private StatelessAnswers() {}

  private static byte[] ascii(String json) {
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  /** One answer; what is none comes as it is. */
  static Answer.Message translated(Asked asked, byte[] json) {
    return ServerMessage.read(json) instanceof ServerMessage.Answered answered
        ? translated(asked, answered)
        : new Answer.Message(json);
  }

  static Answer.Message translated(Asked asked, ServerMessage.Answered answered) {
    Splices edits = Splices.of(answered.document());
    answered.root().member("id").ifPresent(id -> edits.replace(id, asked.id().bytes()));
    if (!(answered.outcome() instanceof JsonObject outcome)) {
      return new Answer.Message(edits.apply());
    }
    return switch (answered.kind()) {
      case RESULT -> {
        complete(asked, outcome, edits);
        yield new Answer.Message(edits.apply());
      }
      case ERROR -> error(asked, answered.document(), outcome, edits);
    };
  }

  /** A refusal of what was sent in a session, which the client knows nothing of. */
  static Answer.Denied denied(Asked asked, Answer.Denied denied) {
    Denial told =
        denied.denial().reason() == Reason.UNKNOWN_SESSION
            ? Denial.of(Reason.UPSTREAM_DOWN, "the session at the upstream has ended")
            : denied.denial();
    return new Answer.Denied(told, denied.exchange(), asked.id());
  }

  /** The members that every result has, and those that tell caches what to do. */
  private static void complete(Asked asked, JsonObject result, Splices edits) {
    edits.set(result, "resultType", COMPLETE);
    if (asked.method().isCacheable()) {
      edits.set(result, "ttlMs", AT_ONCE);
      edits.set(result, "cacheScope", PRIVATE);
    }
  }

  private static Answer.Message error(
      Asked asked, JsonDocument document, JsonObject error, Splices edits) {
    double code = error.number("code").map(JsonNumber::asDouble).orElse(0.0);
    if (code == URL_REQUIRED) {
      return urlRequired(asked, document, error, edits);
    }
    if (code == NOT_FOUND) {
      edits.set(error, "code", ascii("-32602"));
    }
    return new Answer.Message(edits.apply(), code == UNKNOWN_METHOD ? 404 : 200);
  }

  /**
   * The error becomes what the later revision has for it, and the next round makes the call anew. A
   * client that cannot open a URL is told what it lacks.
   */
  private static Answer.Message urlRequired(
      Asked asked, JsonDocument document, JsonObject error, Splices edits) {
    Optional<byte[]> missing = MissingCapability.toOpenUrls(asked);
    if (missing.isPresent()) {
      return new Answer.Message(missing.get(), 400);
    }
    InputRequests requests = new InputRequests();
    List<JsonValue> all =
        error
            .object("data")
            .flatMap(data -> data.array("elicitations"))
            .map(JsonArray::values)
            .orElse(List.of());
    for (int i = 0; i < all.size(); i++) {
      byte[] params = Round.withoutElicitationId(document, all.get(i));
      requests.add("url-" + i, "elicitation/create", params);
    }
    return requests.isEmpty()
        ? new Answer.Message(edits.set(error, "code", ascii("-32603")).apply())
        : new Answer.Message(requests.result(asked.id()));
  }

  /** {@code server/discover} out of what the server said in its {@code initialize}. */
  static Answer discovery(Asked asked, ServerMessage.Answered offered) {
    JsonObject offer = (JsonObject) offered.outcome();
    JsonDocument document = offered.document();
    ByteSink result = new ByteSink(512);
    result.ascii("{\"supportedVersions\":[\"" + RequestMeta.REVISION + "\"],\"capabilities\":");
    result.put(offer.object("capabilities").map(document::slice).orElseGet(() -> ascii("{}")));
    offer
        .member("instructions")
        .ifPresent(text -> result.ascii(",\"instructions\":").put(document.slice(text)));
    result.ascii(",\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"");
    offer
        .object("serverInfo")
        .ifPresent(info ->
            result
                .ascii(",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":")
                .put(document.slice(info))
                .put('}'));
    result.put('}');
    return new Answer.Message(
        JsonText.object()
            .put("jsonrpc", "2.0")
            .raw("id", asked.id().bytes())
            .raw("result", result.toBytes())
            .bytes());
  }
}
