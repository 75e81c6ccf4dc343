package io.mcpguard.federation;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.catalog.MirroredParameter;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.jose.Sealer;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionTie;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The federated endpoint: all upstreams that a caller may see, as one server. */
public final class Federation implements StatelessEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Federation.class);
  private static final String TASKS = "taskIds";
  private static final String TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

  private final McpGuard guard;
  private final Upstream endpoint;
  private final SequencedMap<String, StatelessEndpoint> upstreams;
  private final Routing routing;
  private final Gathering gathering;
  private final FederatedLists lists;

  /**
   * All of {@code upstreams} at one endpoint.
   *
   * @param endpoint the endpoint as the stages know it
   */
  public Federation(
      McpGuard guard,
      Upstream endpoint,
      List<StatelessEndpoint> upstreams,
      Sealer sealer,
      InstantSource clock) {
    this.guard = guard;
    this.endpoint = endpoint;
    this.upstreams = new TreeMap<>();
    upstreams.forEach(each -> this.upstreams.put(each.upstream().name(), each));
    this.routing =
        new Routing(
            upstreams.stream()
                .map(StatelessEndpoint::upstream)
                .collect(Collectors.toUnmodifiableMap(Upstream::name, Function.identity())),
            guard.catalog());
    this.gathering = new Gathering(new Absences(clock));
    this.lists =
        new FederatedLists(new Cursors(sealer), new ListCache(guard, clock), gathering, clock);
  }

  @Override
  public Upstream upstream() {
    return endpoint;
  }

  @Override
  public List<MirroredParameter> mirrored(String tool) {
    return routing
        .tool(tool)
        .map(own -> guard.catalog().headers().of(own.upstream().name(), own.name()))
        .orElse(List.of());
  }

  @Override
  public Answer answer(Delegated caller, McpMessage.Request request, RequestMeta meta) {
    return answer(caller, request, meta, (at, own) -> at.answer(caller, own, meta));
  }

  @Override
  public Answer answer(
      Delegated caller, McpMessage.Request request, RequestMeta meta, SessionTie tie) {
    return answer(caller, request, meta, (at, own) -> at.answer(caller, own, meta, tie));
  }

  @Override
  public Optional<Denial> missingScope(Delegated caller, String uri) {
    return FederatedUris.divide(uri)
        .flatMap(own ->
            Optional.ofNullable(upstreams.get(own.server()))
                .flatMap(at -> at.missingScope(caller, own.uri())));
  }

  /** How a call is made at the one upstream that it is about. */
  private interface Calling {
    Answer at(StatelessEndpoint upstream, McpMessage.Request own);
  }

  private Answer answer(
      Delegated caller, McpMessage.Request request, RequestMeta meta, Calling calling) {
    try {
      return switch (request.method()) {
        case DISCOVER -> discover(caller, request, meta);
        case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCE_TEMPLATES_LIST ->
            lists
                .page(caller, request, meta, seen(caller), () -> nobody(caller, request))
                .orElseGet(() ->
                    refuse(caller, request, Reason.INVALID_PARAMS, "no cursor of this caller's"));
        case TOOLS_CALL,
            PROMPTS_GET,
            RESOURCES_READ,
            COMPLETE,
            TASKS_GET,
            TASKS_CANCEL,
            TASKS_UPDATE ->
            call(caller, request, calling);
        case LISTEN -> listen(caller, request, meta);
        case INITIALIZE,
            PING,
            SET_LEVEL,
            RESOURCES_SUBSCRIBE,
            RESOURCES_UNSUBSCRIBE,
            TASKS_RESULT,
            INITIALIZED,
            CANCELLED,
            PROGRESS,
            ROOTS_CHANGED ->
            refuse(caller, request, Reason.METHOD_NOT_FOUND, "a method of the legacy revisions");
      };
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return refuse(caller, request, Reason.SHUTTING_DOWN, "interrupted while asking upstreams");
    } catch (RuntimeException e) {
      LOG.error("a request at the federated endpoint failed", e);
      return refuse(caller, request, Reason.INTERNAL, "a failure of the guard itself; see the log");
    }
  }

  private Answer nobody(Delegated caller, McpMessage.Request request) {
    return refuse(caller, request, Reason.UPSTREAM_DOWN, "no upstream answered");
  }

  private Answer refuse(
      Delegated caller, McpMessage.Request request, Reason reason, String detail) {
    return guard.refuse(caller, endpoint, request, Denial.of(reason, detail));
  }

  /** Those upstreams of which the caller holds, or could come to hold, any scope. */
  private SequencedMap<String, StatelessEndpoint> seen(Delegated caller) {
    SequencedMap<String, StatelessEndpoint> seen = new TreeMap<>(upstreams);
    Scopes any = caller.held().union(caller.grantable());
    seen.keySet().removeIf(name -> guard.catalog().reaching(name).intersection(any).isEmpty());
    return seen;
  }

  private Answer discover(Delegated caller, McpMessage.Request request, RequestMeta meta)
      throws InterruptedException {
    SequencedMap<String, Callable<Gathering.Found>> questions = new LinkedHashMap<>();
    seen(caller)
        .forEach((name, upstream) ->
            questions.put(name, () -> Gathering.found(upstream.answer(caller, request, meta))));
    SequencedMap<String, Gathering.Found> found = gathering.ask(caller, questions);
    return Gathering.denied(found.values())
        .orElseGet(() -> new Answer.Message(Discovery.answer(request, found)));
  }

  private Answer call(Delegated caller, McpMessage.Request request, Calling calling) {
    Optional<Routing.Route> found = routing.route(request);
    if (found.isEmpty()) {
      return refuse(caller, request, Reason.OUT_OF_REACH, "no upstream has what the call names");
    }
    Routing.Route route = found.get();
    Naming naming = new Naming(route.upstream().name(), request.method().kind());
    Answer answer = calling.at(at(route.upstream().name()), route.request());
    return switch (answer) {
      case Answer.Message message ->
          new Answer.Message(naming.message(message.json()), message.status());
      case Answer.Events events -> new Answer.Events(new NamedEvents(events.events(), naming));
      case Answer.Denied denied -> denied;
      case Answer.Opened opened -> opened;
      case Answer.Accepted accepted -> accepted;
      case Answer.Dropped dropped -> dropped;
      case Answer.Ended ended -> ended;
      case Answer.NoStream none -> none;
    };
  }

  private StatelessEndpoint at(String upstream) {
    return Optional.ofNullable(upstreams.get(upstream)).orElseThrow();
  }

  private Answer listen(Delegated caller, McpMessage.Request request, RequestMeta meta) {
    boolean undeclared =
        request.params().object("notifications").flatMap(all -> all.member(TASKS)).isPresent()
            && !RequestMeta.declares(request.params(), TASKS_EXTENSION);
    if (undeclared) {
      Denial denial = Denial.missingExtension(TASKS_EXTENSION);
      return guard.refuse(caller, endpoint, request, denial);
    }
    Map<String, Supplier<Answer>> asking = new LinkedHashMap<>();
    seen(caller)
        .forEach((name, upstream) ->
            own(request, name)
                .ifPresent(
                    listen -> asking.put(name, () -> upstream.answer(caller, listen, meta))));
    RequestId id = RequestId.of(request.document(), request.id());
    return new Answer.Events(new MergedSubscription(id, asking));
  }

  /** The handles, as the upstream's own endpoint has them, of tasks that are at this upstream. */
  private static List<String> tasks(JsonObject wanted, String upstream) {
    return wanted.array(TASKS).map(JsonArray::values).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .flatMap(handle -> FederatedNames.divide(((JsonString) handle).value()).stream())
        .filter(divided -> divided.server().equals(upstream))
        .map(FederatedNames.Divided::name)
        .toList();
  }

  /** The subscription at one upstream: the lists, and the resources and tasks that are its own. */
  private static Optional<McpMessage.Request> own(McpMessage.Request listen, String upstream) {
    JsonObject wanted = listen.params().object("notifications").orElseThrow();
    List<String> uris = new ArrayList<>();
    if (listen.target() instanceof Target.Subscription subscription) {
      subscription.resources().stream()
          .flatMap(uri -> FederatedUris.divide(uri).stream())
          .filter(divided -> divided.server().equals(upstream))
          .forEach(divided -> uris.add(divided.uri()));
    }
    List<String> tasks = tasks(wanted, upstream);
    boolean lists = wanted.members().stream().anyMatch(m -> wanted.truth(m.name()).orElse(false));
    if (!lists && uris.isEmpty() && tasks.isEmpty()) {
      return Optional.empty();
    }
    JsonText subset = JsonText.object();
    wanted.members().stream()
        .filter(member -> wanted.truth(member.name()).orElse(false))
        .forEach(member -> subset.put(member.name(), true));
    if (!uris.isEmpty()) {
      subset.put("resourceSubscriptions", uris);
    }
    if (!tasks.isEmpty()) {
      subset.put(TASKS, tasks);
    }
    Splices edits = Splices.of(listen.document());
    return Optional.of(listen.reread(edits.replace(wanted, subset.bytes()).apply()));
  }
}
