package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.ModernReply.Refusal;
import java.util.Collection;

/** What a client said on this very request that it can be asked. */
final class Capabilities {
  private Capabilities() {}

  /** Whether the client takes this method as an input request; forms are meant by elicitation. */
  static boolean declares(ModernRequest request, String method) {
    JsonNode declared = request.meta("clientCapabilities").path(name(method));
    return declared.isObject()
        && (!method.equals("elicitation/create") || !declared.has("url") || declared.has("form"));
  }

  /** "the server MUST return a MissingRequiredClientCapabilityError". */
  static Refusal missing(Collection<String> methods) {
    ObjectNode data = Json.object();
    ObjectNode required = data.putObject("requiredCapabilities");
    methods.forEach(method -> required.putObject(name(method)));
    return new Refusal(400, -32021, "Missing required client capability", data);
  }

  private static String name(String method) {
    return method.substring(0, method.indexOf('/'));
  }
}
