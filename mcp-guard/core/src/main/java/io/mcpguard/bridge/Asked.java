package io.mcpguard.bridge;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;

/** One stateless request, with who makes it, at which upstream. */
record Asked(Delegated caller, Upstream upstream, McpMessage.Request request, RequestMeta meta) {

  /** The client's own id of it. */
  RequestId id() {
    return RequestId.of(request.document(), request.id());
  }

  McpMethod method() {
    return request.method();
  }

  JsonObject params() {
    return request.params();
  }

  /** The client's capabilities as it wrote them. */
  byte[] capabilities() {
    return request.document().slice(meta.capabilities());
  }

  /** The same call without what an earlier round added. */
  Asked anew() {
    byte[] json =
        Splices.of(request.document())
            .remove(request.params(), OpenRounds.STATE)
            .remove(request.params(), "inputResponses")
            .apply();
    return new Asked(caller, upstream, request.reread(json), meta);
  }

  /**
   * What a later round of the same call has in common with this one: who calls, for whom, and the
   * call but for what each round adds (2026-07-28, basic/patterns/mrtr).
   */
  String binding() {
    return String.join(
        "\n",
        caller.principal().user(),
        caller.principal().agent().clientId(),
        upstream.name(),
        method().wire(),
        request.target().name(),
        Digests.ofArguments(params()));
  }
}
