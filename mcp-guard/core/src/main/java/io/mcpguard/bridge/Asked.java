package io.mcpguard.bridge;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.RoundBinding;

/** One stateless request, with who makes it, at which upstream. */
record Asked(Delegated caller, Upstream upstream, McpMessage.Request request, RequestMeta meta) {

  /** The client's own id of it. */
  RequestId id() {
    return RequestId.of(request.document(), request.id());
  }

  /** The same of the same caller, with more known of the calls. */
  Asked by(Delegated same) {
    return same == caller ? this : new Asked(same, upstream, request, meta);
  }

  McpMethod method() {
    return request.method();
  }

  JsonObject params() {
    return request.params();
  }

  /** The client's capabilities as it wrote them. */
  byte[] capabilities() {
    return request.document().slice(declared());
  }

  /** The same as a digest. */
  String abilities() {
    return switch (request.numbers()) {
      case EXACT -> Digests.of(declared());
      case INEXACT -> Digests.ofRaw(request.document(), declared());
    };
  }

  /** In this very request: at the federated endpoint the metadata was read from another text. */
  private JsonObject declared() {
    return params()
        .object("_meta")
        .flatMap(own -> own.object(RequestMeta.CLIENT_CAPABILITIES))
        .orElseThrow();
  }

  /** What a later round of the same call has in common with this one. */
  String binding() {
    return RoundBinding.of(caller, upstream.name(), request);
  }
}
