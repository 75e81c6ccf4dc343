package io.mcpguard.server.attach;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.util.Optional;

/**
 * What a process says that wants its host to be served.
 *
 * @param server the endpoint's name; empty for that of all upstreams as one
 * @param configuration the digest of the configuration it was started with
 */
public record Hello(String server, String configuration) {
  /** Longest one, in bytes. */
  static final int MOST_BYTES = 4 * 1024;

  private static final ReadRules RULES = new ReadRules(2, ReadRules.NumberRule.EXACT);
  private static final long VERSION = 1;

  /** One line of JSON, without its end. */
  byte[] bytes() {
    return JsonText.object()
        .put("v", VERSION)
        .put("server", server)
        .put("configuration", configuration)
        .bytes();
  }

  /** What {@link #bytes} wrote; empty where it is none of this version. */
  static Optional<Hello> read(byte[] line) {
    try {
      return JsonDocument.read(line, RULES).root() instanceof JsonObject said
              && said.integer("v").orElse(0) == VERSION
          ? said.string("server")
              .flatMap(server -> said.string("configuration").map(of -> new Hello(server, of)))
          : Optional.empty();
    } catch (MalformedJson none) {
      return Optional.empty();
    }
  }
}
