package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.jose.Sealer;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ids of tasks as clients get them: the upstream's own, sealed for the user and the agent whose
 * call began the task, together with the tool that was called. So a task needs no memory, and what
 * may be done with it is asked anew each time: "servers MUST perform authentication and
 * authorization on each request" (2026-07-28 tasks extension; 2025-11-25, basic/utilities/tasks,
 * task isolation).
 *
 * <p>The attacker has the id of another's task, or guesses the upstream's own ids.
 */
final class TaskHandles {
  static final String EXTENSION = "io.modelcontextprotocol/tasks";

  /** What a handle holds, in bytes: sealed and with its server's name it stands in headers. */
  private static final int LONGEST_OWN = 1024;

  private final Sealer sealer;

  TaskHandles(Sealer sealer) {
    this.sealer = sealer;
  }

  /** The handle of a task that a call began; empty where the upstream's id is too long. */
  Optional<String> seal(Delegated caller, Upstream upstream, Call began, String id) {
    byte[] plain =
        JsonText.object()
            .put("id", id)
            .put("tool", began.target().name())
            .put("txn", began.id().value())
            .bytes();
    return id.isEmpty() || plain.length > LONGEST_OWN
        ? Optional.empty()
        : Optional.of(sealer.seal(context(caller, upstream), plain));
  }

  /** The request with the upstream's own id, about a task that is the caller's own. */
  Outcome<McpMessage.Request> open(
      Delegated caller, Upstream upstream, McpMessage.Request request) {
    if (RequestMeta.isIn(request.params()) && !RequestMeta.declares(request.params(), EXTENSION)) {
      return new Refused<>(Denial.missingExtension(EXTENSION));
    }
    if (request.params().member("requestState").isPresent()) {
      return Outcome.refuse(Reason.INVALID_PARAMS, "requests about tasks have no requestState");
    }
    return request.target() instanceof Target.TaskHandle given
        ? find(caller, upstream, given.name())
            .map(own -> Outcome.proceed(request.about(own)))
            .orElseGet(
                () -> Outcome.refuse(Reason.INVALID_PARAMS, "taskId is none that this caller got"))
        : Outcome.refuse(Reason.INVALID_PARAMS, "the request names no task");
  }

  /** The caller's own task of this handle. */
  Optional<Target.Task> find(Delegated caller, Upstream upstream, String handle) {
    return sealer
        .open(context(caller, upstream), handle)
        .map(plain -> (JsonObject) ServerMessage.reread(plain).root())
        .map(own ->
            new Target.Task(
                own.string("id").orElseThrow(),
                handle,
                own.string("tool").orElseThrow(),
                own.string("txn").orElseThrow()));
  }

  /** Each part with its length in front, so that none can be read as the end of another. */
  private static String context(Delegated caller, Upstream upstream) {
    return Stream.of(
            "task",
            caller.principal().user(),
            caller.principal().agent().clientId(),
            upstream.name())
        .map(part -> part.length() + ":" + part)
        .collect(Collectors.joining("\n"));
  }
}
