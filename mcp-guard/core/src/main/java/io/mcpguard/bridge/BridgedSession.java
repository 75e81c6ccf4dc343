package io.mcpguard.bridge;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.SessionPlace;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A legacy client's session at an upstream that has none: what the client said once is said anew in
 * each request, and what the server asks in results is asked in requests.
 */
final class BridgedSession implements ClientSession {
  private final StatelessServer server;
  private final SessionPlace place;
  private final LegacyClient client;
  private final ClientQuestions questions = new ClientQuestions();
  private final Map<RequestId, BridgedCall> calls = new ConcurrentHashMap<>();
  private final Semaphore room;
  private final ServerOffer.News offered;
  private final SessionNews news;
  private volatile Optional<LogLevel> level = Optional.empty();

  /** At a server with this offer; {@code room} is for what all sessions keep, in bytes. */
  BridgedSession(
      StatelessServer server,
      SessionPlace place,
      LegacyClient client,
      ServerOffer.News offered,
      Semaphore room) {
    this.server = server;
    this.place = place;
    this.client = client;
    this.room = room;
    this.offered = offered;
    this.news = new SessionNews(this, offered, new Outbox(room));
  }

  /** Goes on where another process kept it. */
  void resume(BridgedState kept) {
    level = kept.level();
    news.follow(kept.followed());
  }

  /** Keeps what another process needs that goes on with it. */
  void keep() {
    place.keep(() -> new BridgedState(client.initialize(), offered, level, news.followed()).text());
  }

  StatelessServer server() {
    return server;
  }

  SessionPlace place() {
    return place;
  }

  LegacyClient client() {
    return client;
  }

  ClientQuestions questions() {
    return questions;
  }

  Semaphore room() {
    return room;
  }

  /** What each request of the session says of it. */
  Map<String, byte[]> meta() {
    return level.map(client::meta).orElseGet(client::meta);
  }

  @Override
  public String revision() {
    return client.revision();
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
    return switch (request.method()) {
      case PING -> done(request);
      case SET_LEVEL -> set(caller, request);
      case TOOLS_LIST,
          RESOURCES_LIST,
          RESOURCE_TEMPLATES_LIST,
          PROMPTS_LIST,
          TOOLS_CALL,
          RESOURCES_READ,
          PROMPTS_GET,
          COMPLETE ->
          call(caller, request);
      case RESOURCES_SUBSCRIBE -> news.subscribe(caller, request);
      case RESOURCES_UNSUBSCRIBE -> news.unsubscribe(caller, request);
      case TASKS_GET, TASKS_CANCEL, TASKS_UPDATE, TASKS_RESULT ->
          server.refuse(caller, request, Reason.METHOD_NOT_FOUND, "it offers no tasks");
      case DISCOVER, LISTEN ->
          server.refuse(
              caller, request, Reason.METHOD_NOT_FOUND, "a method of the 2026-07-28 revision");
      case INITIALIZE, INITIALIZED, CANCELLED, PROGRESS, ROOTS_CHANGED ->
          server.refuse(
              caller, request, Reason.INVALID_REQUEST, "initialize inside a session or a batch");
    };
  }

  /** The answer to what needs none but that it was done. */
  static Answer done(McpMessage.Request request) {
    return new Answer.Message(Answers.emptyResult(id(request)));
  }

  static RequestId id(McpMessage.Request request) {
    return RequestId.of(request.document(), request.id());
  }

  private Answer set(Delegated caller, McpMessage.Request request) {
    Optional<LogLevel> wanted = request.params().string("level").flatMap(LogLevel::of);
    if (wanted.isEmpty()) {
      return server.refuse(
          caller, request, Reason.INVALID_PARAMS, "logging/setLevel names no level");
    }
    level = wanted;
    keep();
    return done(request);
  }

  private Answer call(Delegated caller, McpMessage.Request request) {
    BridgedCall call = new BridgedCall(this, caller, request);
    if (calls.putIfAbsent(call.id(), call) != null) {
      return server.refuse(
          caller, request, Reason.INVALID_REQUEST, "the id is that of another open request");
    }
    return call.begin();
  }

  void over(BridgedCall call) {
    calls.remove(call.id(), call);
  }

  /** Only one of a client's notifications means something to a server that remembers nothing. */
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
      return server.drop(
          caller,
          Reason.INVALID_REQUEST,
          "an answer to what was not asked, or was answered before");
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
    return server
        .guard()
        .answerAll(
            caller, server.upstream(), revision(), batch, message -> answer(caller, message));
  }

  @Override
  public Answer listen(Delegated caller, String lastEventId) {
    return news.listen(caller);
  }

  @Override
  public Answer end() {
    server.guard().places().leave(place);
    return new Answer.Ended();
  }

  /** Its place is lost: what is open ends. */
  void over() {
    calls.values().forEach(BridgedCall::cancel);
    news.end();
  }
}
