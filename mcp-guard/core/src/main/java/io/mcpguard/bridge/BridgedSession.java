package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.ServerMessage;
import io.mcpguard.upstream.SessionPlace;
import io.mcpguard.upstream.SessionTie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A legacy client's session at an upstream that has none: what the client said once is said anew in
 * each request, and what the server asks in results is asked in requests.
 */
final class BridgedSession implements ClientSession {
  private final McpGuard guard;
  private final RandomGenerator random;
  private final SessionPlace place;
  private final LegacyClient client;
  private final ClientQuestions questions = new ClientQuestions();
  private final Map<RequestId, BridgedCall> calls = new ConcurrentHashMap<>();
  private volatile Optional<LogLevel> level = Optional.empty();

  BridgedSession(McpGuard guard, RandomGenerator random, SessionPlace place, LegacyClient client) {
    this.guard = guard;
    this.random = random;
    this.place = place;
    this.client = client;
  }

  /** The answer to {@code initialize}, out of what the server says of itself. */
  Answer welcome(Delegated caller, McpMessage.Request initialize) {
    RequestId id = RequestId.of(initialize.document(), initialize.id());
    Answer answer =
        send(caller, StatelessForm.own(id, McpMethod.DISCOVER, JsonText.object(), meta()), tie());
    if (!(answer instanceof Answer.Message message)
        || !(ServerMessage.read(message.json()) instanceof ServerMessage.Answered answered)) {
      return answer;
    }
    if (answered.kind() == ServerMessage.Answered.Kind.ERROR
        || !(answered.outcome() instanceof JsonObject result)) {
      return new Answer.Message(message.json());
    }
    ServerOffer offer = new ServerOffer(answered.document(), result);
    return new Answer.Opened(offer.welcome(id, revision(), upstream().name()), place.id());
  }

  void whenOver(Runnable end) {
    place.whenLost(() -> {
      end.run();
      calls.values().forEach(BridgedCall::cancel);
    });
  }

  Upstream upstream() {
    return place.upstream();
  }

  ClientQuestions questions() {
    return questions;
  }

  SessionTie tie() {
    return new SessionTie(place.conversation().run());
  }

  Executor threads() {
    return guard.threads(upstream());
  }

  Map<String, byte[]> meta() {
    return client.meta(level);
  }

  RequestId mint() {
    return new RequestId('"' + ExchangeId.mint(random).value() + '"');
  }

  @Override
  public String revision() {
    return client.revision();
  }

  /** Sends one request of the later form. */
  Answer send(Delegated caller, byte[] json, SessionTie tie) {
    return switch (guard.read(upstream(), json)) {
      case Envelope.Single(McpMessage.Request request) ->
          guard.answer(caller, upstream(), request, tie);
      case Envelope.Malformed malformed -> guard.refuse(caller, upstream(), malformed);
      case Envelope.Single other -> throw new IllegalStateException("an edit broke a request");
      case Envelope.Batch batch -> throw new IllegalStateException("an edit broke a request");
    };
  }

  Answer refuse(Delegated caller, McpMessage.Request request, Denial denial) {
    return guard.refuse(caller, upstream(), request, denial);
  }

  /** What a result asks of the client; empty where the client cannot be asked that. */
  Optional<InputRound> round(JsonDocument document, JsonObject result) {
    List<ClientQuestion> all = new ArrayList<>();
    List<JsonMember> asked =
        result.object("inputRequests").map(JsonObject::members).orElse(List.of());
    for (JsonMember each : asked) {
      Optional<ClientQuestion> question =
          each.value() instanceof JsonObject object
              ? ClientQuestion.read(mint(), each.name(), document, object)
              : Optional.empty();
      if (question.filter(known -> client.can(known.needs())).isEmpty()) {
        return Optional.empty();
      }
      all.add(question.get());
    }
    Optional<JsonValue> state = result.member("requestState");
    return Optional.of(
        new InputRound(all, state.filter(JsonString.class::isInstance).map(document::slice)));
  }

  @Override
  public Answer answer(Delegated caller, McpMessage message) {
    return switch (message) {
      case McpMessage.Request request -> request(caller, request);
      case McpMessage.Notification notification -> noted(notification);
      case McpMessage.ClientAnswer answer -> answered(caller, answer);
      case McpMessage.ServerRequest other ->
          throw new IllegalArgumentException("a server's request does not come from a client");
    };
  }

  private Answer request(Delegated caller, McpMessage.Request request) {
    RequestId id = RequestId.of(request.document(), request.id());
    return switch (request.method()) {
      case PING -> new Answer.Message(Answers.emptyResult(id));
      case SET_LEVEL -> set(caller, request, id);
      case TOOLS_LIST,
          RESOURCES_LIST,
          RESOURCE_TEMPLATES_LIST,
          PROMPTS_LIST,
          TOOLS_CALL,
          RESOURCES_READ,
          PROMPTS_GET,
          COMPLETE ->
          call(caller, request);
      case RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE, DISCOVER, LISTEN ->
          refuse(
              caller,
              request,
              Denial.of(Reason.METHOD_NOT_FOUND, "a method of the 2026-07-28 revision"));
      case INITIALIZE, INITIALIZED, CANCELLED, PROGRESS, ROOTS_CHANGED ->
          refuse(
              caller,
              request,
              Denial.of(Reason.INVALID_REQUEST, "initialize inside a session or a batch"));
    };
  }

  private Answer set(Delegated caller, McpMessage.Request request, RequestId id) {
    Optional<LogLevel> wanted = request.params().string("level").flatMap(LogLevel::of);
    if (wanted.isEmpty()) {
      Denial denial = Denial.of(Reason.INVALID_PARAMS, "logging/setLevel names no level");
      return refuse(caller, request, denial);
    }
    level = wanted;
    return new Answer.Message(Answers.emptyResult(id));
  }

  private Answer call(Delegated caller, McpMessage.Request request) {
    BridgedCall call = new BridgedCall(this, caller, request);
    if (calls.putIfAbsent(call.id(), call) != null) {
      Denial denial = Denial.of(Reason.INVALID_REQUEST, "the id is that of another open request");
      return refuse(caller, request, denial);
    }
    Answer answer = call.begin();
    if (call.isOver()) {
      over(call);
    }
    return answer;
  }

  void over(BridgedCall call) {
    calls.remove(call.id(), call);
  }

  private Answer noted(McpMessage.Notification notification) {
    if (notification.method() == McpMethod.CANCELLED) {
      notification
          .params()
          .member("requestId")
          .map(id -> calls.get(RequestId.of(notification.document(), id)))
          .ifPresent(BridgedCall::cancel);
    }
    return new Answer.Accepted();
  }

  private Answer answered(Delegated caller, McpMessage.ClientAnswer answer) {
    Optional<ClientQuestions.Open> open =
        questions.take(RequestId.of(answer.document(), answer.id()));
    if (open.isEmpty()) {
      Denial denial =
          Denial.of(
              Reason.INVALID_REQUEST, "an answer to what was not asked, or was answered before");
      return new Answer.Dropped(guard.refuse(caller, upstream(), denial));
    }
    if (answer.root().object("result").isPresent()) {
      open.get().round().answer(open.get().question(), answer.document().slice(answer.outcome()));
    } else {
      open.get().round().fail(open.get().question());
    }
    return new Answer.Accepted();
  }

  @Override
  public Answer answerAll(Delegated caller, Envelope.Batch batch) {
    return guard.answerAll(
        caller, upstream(), revision(), batch, message -> answer(caller, message));
  }

  @Override
  public Answer listen(Delegated caller, String lastEventId) {
    Denial denial = Denial.of(Reason.METHOD_NOT_ALLOWED, "the upstream offers no stream");
    return guard.refuseStream(caller, upstream(), denial);
  }

  @Override
  public Answer end() {
    guard.places().leave(place);
    return new Answer.Ended();
  }
}
