package io.mcpguard.upstream;

import io.mcpguard.assertion.McpMethods;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.catalog.MirroredParameter;
import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.protocol.HeaderText;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import java.util.Optional;

/**
 * The headers in which a request of the 2026-07-28 revision repeats its body (basic/transports/
 * streamable-http). They are made from the body that goes out, never from a caller's headers.
 */
public final class RequestHeads {
  /** Of all arguments of one request in headers; most servers take heads of 8 KiB or more. */
  private static final int LONGEST_PARAMETERS = 6 * 1024;

  private final UpstreamHeaders base;
  private final ParameterHeaders parameters;
  private final String upstream;

  /** Heads for requests to {@code upstream}, each with what {@code base} has. */
  public RequestHeads(UpstreamHeaders base, ParameterHeaders parameters, String upstream) {
    this.base = base;
    this.parameters = parameters;
    this.upstream = upstream;
  }

  /** The heads of one message; of the revision that it names, if it names one. */
  public UpstreamHeaders of(JsonObject message) {
    String method = message.string("method").orElse("");
    UpstreamHeaders headers =
        base.protocolVersion(RequestMeta.revisionOf(message)).method(HeaderText.encode(method));
    Optional<JsonObject> params = message.object("params");
    if (params.isEmpty()) {
      return headers;
    }
    String name =
        McpMethod.of(method)
            .filter(McpMethod::isNamedInHeader)
            .map(named -> McpMethods.nameOf(method, params.get()))
            .orElse("");
    if (!name.isEmpty()) {
      headers = headers.name(HeaderText.encode(name));
    }
    return method.equals("tools/call") ? mirrored(headers, name, params.get()) : headers;
  }

  /** Whether what a request would repeat of its arguments is more than a head may hold. */
  static boolean areTooLong(
      ParameterHeaders parameters, String upstream, McpMessage.Request request) {
    if (!(request.target() instanceof Target.Tool tool)) {
      return false;
    }
    int length = 0;
    for (MirroredParameter each : parameters.of(upstream, tool.name())) {
      length += each.value(tool.arguments()).map(HeaderText::encode).map(String::length).orElse(0);
    }
    return length > LONGEST_PARAMETERS;
  }

  private UpstreamHeaders mirrored(UpstreamHeaders headers, String tool, JsonObject params) {
    UpstreamHeaders all = headers;
    Optional<JsonObject> arguments = params.object("arguments");
    for (MirroredParameter each : parameters.of(upstream, tool)) {
      Optional<String> value = arguments.flatMap(each::value);
      if (value.isPresent()) {
        all = all.parameter(each.header(), HeaderText.encode(value.get()));
      }
    }
    return all;
  }
}
