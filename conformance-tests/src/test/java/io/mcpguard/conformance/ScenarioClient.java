package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A simple MCP client that does what the client scenarios of the official suite ask for: it lists
 * what there is, calls and reads each, and answers what it is asked with the defaults.
 */
final class ScenarioClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CAPABILITIES = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";
  private static final int NO_SUCH_METHOD = -32601;
  private static final String META = "io.modelcontextprotocol/";

  private final StdioSession session;
  private final Requirements revision;
  private final JsonNode given;

  /**
   * A client at the other end of {@code session}.
   *
   * @param given what the scenario hands to its client; its {@code toolCalls} are made as they are
   */
  ScenarioClient(StdioSession session, Requirements revision, JsonNode given) {
    this.session = session;
    this.revision = revision;
    this.given = given;
  }

  /**
   * Goes through everything once.
   *
   * @throws IllegalStateException if a request that must succeed did not
   */
  void run() throws Exception {
    JsonNode offered =
        switch (revision) {
          case OF_2025_11_25 -> result("initialize", session.initialize(CAPABILITIES, PATIENCE));
          case OF_2026_07_28 -> ask("server/discover", Json.object());
        };
    JsonNode tools = ask("tools/list", Json.object()).path("tools");
    for (ObjectNode call : calls(tools)) {
      ask("tools/call", call);
    }
    if (offered.at("/capabilities/resources").isObject()) {
      for (JsonNode resource : ask("resources/list", Json.object()).path("resources")) {
        ask("resources/read", Json.object().put("uri", resource.path("uri").asText()));
      }
    }
    if (offered.at("/capabilities/prompts").isObject()) {
      for (JsonNode prompt : ask("prompts/list", Json.object()).path("prompts")) {
        ask("prompts/get", Json.object().put("name", prompt.path("name").asText()));
      }
    }
  }

  private List<ObjectNode> calls(JsonNode tools) {
    List<ObjectNode> calls = new ArrayList<>();
    given.path("toolCalls").forEach(call -> calls.add(call.deepCopy()));
    if (calls.isEmpty()) {
      tools.forEach(tool -> calls.add(call(tool, tools.path(0))));
    }
    return calls;
  }

  /** One argument for each property of the schema; a schema that is asked for is the first's. */
  private static ObjectNode call(JsonNode tool, JsonNode first) {
    ObjectNode call = Json.object().put("name", tool.path("name").asText());
    ObjectNode arguments = call.putObject("arguments");
    tool.at("/inputSchema/properties")
        .properties()
        .forEach(property -> {
          switch (property.getValue().path("type").asText()) {
            case "number", "integer" -> arguments.put(property.getKey(), 2);
            case "string" -> arguments.put(property.getKey(), "plain");
            case "object" -> arguments.set(property.getKey(), first.path("inputSchema"));
            default -> arguments.remove(property.getKey());
          }
        });
    return call;
  }

  private JsonNode ask(String method, ObjectNode params) throws Exception {
    JsonNode result = result(method, session.request(method, dressed(params), PATIENCE));
    return result.path("resultType").asText().equals("input_required")
        ? ask(method, answering(params, result))
        : result;
  }

  /** "clients MUST … include the exact value of requestState" if there is one (MRTR). */
  private static ObjectNode answering(ObjectNode params, JsonNode asked) {
    ObjectNode again = params.deepCopy();
    again.remove(List.of("inputResponses", "requestState"));
    if (asked.has("requestState")) {
      again.set("requestState", asked.get("requestState"));
    }
    ObjectNode responses = again.putObject("inputResponses");
    asked
        .path("inputRequests")
        .properties()
        .forEach(one -> responses.set(one.getKey(), accepted(one.getValue().path("params"))));
    return again;
  }

  /** An answer to {@code elicitation/create}: the default of every member that has one. */
  static JsonNode accepted(JsonNode params) {
    ObjectNode answer = Json.object().put("action", "accept");
    ObjectNode content = answer.putObject("content");
    params
        .at("/requestedSchema/properties")
        .properties()
        .forEach(one -> content.set(one.getKey(), preset(one.getValue())));
    return answer;
  }

  private static JsonNode preset(JsonNode schema) {
    ArrayNode yes = Json.object().putArray("yes").add(true);
    return schema.has("default") ? schema.get("default") : yes.get(0);
  }

  private String dressed(ObjectNode params) {
    return switch (revision) {
      case OF_2025_11_25 -> params.toString();
      case OF_2026_07_28 -> {
        ObjectNode whole = params.deepCopy();
        ObjectNode meta = whole.putObject("_meta");
        meta.put(META + "protocolVersion", revision.revision());
        meta.set(META + "clientCapabilities", Json.read(CAPABILITIES));
        meta.putObject(META + "clientInfo").put("name", "host").put("version", "1");
        yield whole.toString();
      }
    };
  }

  /** What a server has no method for is left out: one scenario has nothing but a list. */
  private static JsonNode result(String method, JsonNode answer) {
    if (answer.at("/error/code").asInt() == NO_SUCH_METHOD) {
      return Json.object();
    }
    if (!answer.has("result")) {
      throw new IllegalStateException(method + " was answered with " + answer);
    }
    return answer.get("result");
  }
}
