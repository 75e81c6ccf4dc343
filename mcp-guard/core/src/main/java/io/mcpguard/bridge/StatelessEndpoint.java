package io.mcpguard.bridge;

import io.mcpguard.catalog.MirroredParameter;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionTie;
import java.util.List;
import java.util.Optional;

/** What answers stateless requests at one endpoint: one upstream, or several as one. */
public interface StatelessEndpoint {
  /** The endpoint as the stages know it. */
  Upstream upstream();

  /** The arguments of a tool that a request repeats in headers. */
  List<MirroredParameter> mirrored(String tool);

  /** The answer to one request, whose headers repeat its body. */
  Answer answer(Delegated caller, McpMessage.Request request, RequestMeta meta);

  /**
   * The same for a request that {@code tie} can take back; one that cannot be tied ends when its
   * answer's stream is closed.
   */
  default Answer answer(
      Delegated caller, McpMessage.Request request, RequestMeta meta, SessionTie tie) {
    return answer(caller, request, meta);
  }

  /** Why the caller may not follow a resource, where a scope would cure it; empty else. */
  default Optional<Denial> missingScope(Delegated caller, String uri) {
    return Optional.empty();
  }

  /** The answer to {@code initialize} of a server that has sessions itself; empty where none is. */
  default Optional<Answer> open(Delegated caller, McpMessage.Request initialize) {
    return Optional.empty();
  }
}
