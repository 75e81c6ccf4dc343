package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session's share of a stdio child. */
final class StdioLink implements SessionLink {
  private static final Logger LOG = LoggerFactory.getLogger(StdioLink.class);
  private static final int MOST_HEARD = 256;

  private final StdioPort port;
  private final Map<RequestId, ChildFlow> open = new ConcurrentHashMap<>();
  private final Interest interest;
  private final Lines lines;
  private final Keeping keeping;
  private final Deque<Backlog> listening = new ConcurrentLinkedDeque<>();

  /** Who hears the child's log lines. */
  enum Lines {
    /** Whoever sets no level, too. */
    UNASKED,
    /** Only who asks for them. */
    ASKED_FOR
  }

  /** A share in which {@code keeping} hears of every change of the interest. */
  StdioLink(StdioPort port, Interest interest, Keeping keeping, Lines lines) {
    this.lines = lines;
    this.port = port;
    this.interest = interest;
    this.keeping = keeping;
  }

  @Override
  public Reply send(Outbound message, Deadline deadline) {
    return message.id().equals(RequestId.NONE)
        ? oneWay(message, deadline)
        : request(message, deadline);
  }

  private Reply request(Outbound message, Deadline deadline) {
    Optional<JsonObject> params = message.root().object("params");
    Optional<String> uri = params.flatMap(p -> p.string("uri"));
    return switch (message.root().string("method").orElse("")) {
      case "resources/subscribe" -> subscribe(uri.orElse(""), message, deadline);
      case "resources/unsubscribe" -> unsubscribe(uri.orElse(""), message, deadline);
      case "logging/setLevel" -> setLevel(message, deadline);
      default -> {
        params
            .flatMap(p -> p.object("_meta"))
            .flatMap(meta -> meta.string(RequestMeta.LOG_LEVEL))
            .flatMap(LogLevel::of)
            .ifPresent(interest::level);
        yield first(sent(message, Splices.of(message.document()), deadline), deadline);
      }
    };
  }

  private Reply subscribe(String uri, Outbound message, Deadline deadline) {
    Optional<ChildFlow> flow =
        port.audience()
            .changing(() ->
                interest.subscribe(uri)
                    ? Optional.of(sent(message, Splices.of(message.document()), deadline))
                    : Optional.empty());
    if (flow.isEmpty()) {
      return new Reply.Broken(Failing.BUSY, 0);
    }
    Reply reply = first(flow.get(), deadline);
    if (!(reply instanceof Reply.Flowing) && !isResult(reply)) {
      interest.unsubscribe(uri);
    } else {
      keeping.keep(interest::text);
    }
    return reply;
  }

  /** The child goes on for the others; where there are none, it is told. */
  private Reply unsubscribe(String uri, Outbound message, Deadline deadline) {
    Optional<ChildFlow> flow =
        port.audience()
            .changing(() -> {
              interest.unsubscribe(uri);
              return port.audience().isFollowed(uri)
                  ? Optional.empty()
                  : Optional.of(sent(message, Splices.of(message.document()), deadline));
            });
    keeping.keep(interest::text);
    return flow.isPresent()
        ? first(flow.get(), deadline)
        : new Reply.Whole(Answers.emptyResult(message.id()), 200);
  }

  /** The child talks at the level of who wants to hear most; the others do not hear of it. */
  private Reply setLevel(Outbound message, Deadline deadline) {
    Optional<JsonObject> params = message.root().object("params");
    ChildFlow flow =
        port.audience()
            .changing(() -> {
              Splices edits = Splices.of(message.document());
              params
                  .flatMap(p -> p.string("level"))
                  .flatMap(LogLevel::of)
                  .ifPresent(level -> {
                    interest.level(level);
                    LogLevel most = port.audience().level().orElse(level);
                    edits.set(params.orElseThrow(), "level", quoted(most.wire()));
                  });
              return sent(message, edits, deadline);
            });
    keeping.keep(interest::text);
    return first(flow, deadline);
  }

  private static boolean isResult(Reply reply) {
    return reply instanceof Reply.Whole whole
        && ServerMessage.read(whole.json()) instanceof ServerMessage.Answered answer
        && answer.kind() == ServerMessage.Answered.Kind.RESULT;
  }

  private ChildFlow sent(Outbound message, Splices edits, Deadline deadline) {
    Optional<JsonObject> params = message.root().object("params");
    Optional<JsonValue> token =
        params.flatMap(p -> p.object("_meta")).flatMap(m -> m.member("progressToken"));
    Optional<String> spelled = token.map(t -> text(message.document(), t));
    ChildFlow.Work work = work(message);
    ChildFlow flow = port.begin(this, message.id(), work, spelled.orElse(""));
    open.put(message.id(), flow);
    edits.replace(message.root().member("id").orElseThrow(), number(flow));
    token.ifPresent(t -> edits.replace(t, number(flow)));
    assertion(message, edits);
    UpstreamMessage outgoing =
        switch (work) {
          case CALL, OWN ->
              UpstreamMessage.request(flow.id(), edits.apply(), UpstreamHeaders.none());
          case SUBSCRIPTION ->
              UpstreamMessage.subscription(flow.id(), edits.apply(), UpstreamHeaders.none());
        };
    flow.await(port.child().send(outgoing.after(message.cancellation()), deadline));
    message.cancellation().carriedBy(flow::close);
    return flow;
  }

  private static ChildFlow.Work work(Outbound message) {
    if (message.isOwn()) {
      return ChildFlow.Work.OWN;
    }
    return message.root().string("method").equals(Optional.of("subscriptions/listen"))
        ? ChildFlow.Work.SUBSCRIPTION
        : ChildFlow.Work.CALL;
  }

  private static byte[] number(ChildFlow flow) {
    return Long.toString(flow.id()).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * An answer that comes before anything else is whole; else its notifications are passed on first.
   */
  private static Reply first(ChildFlow flow, Deadline deadline) {
    try {
      return switch (flow.next(deadline.left())) {
        case Inflow.Item.Data data ->
            ServerMessage.read(data.json()) instanceof ServerMessage.Answered
                ? whole(flow, data)
                : new Reply.Flowing(new Resumed(data, flow), 200);
        case Inflow.Item.Broken broken -> broken(flow, broken.failing());
        case Inflow.Item.Idle idle -> broken(flow, Failing.SLOW);
        case Inflow.Item.End end -> broken(flow, Failing.DOWN);
        case Inflow.Item.Retry retry -> broken(flow, Failing.WRONG);
      };
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return broken(flow, Failing.DOWN);
    }
  }

  private static Reply whole(ChildFlow flow, Inflow.Item.Data data) {
    flow.close();
    return new Reply.Whole(data.json(), 200);
  }

  private static Reply broken(ChildFlow flow, Failing failing) {
    flow.close();
    return new Reply.Broken(failing, 0);
  }

  private Reply oneWay(Outbound message, Deadline deadline) {
    return switch (message.root().string("method").orElse("")) {
      // The child was told once, by whoever opened it.
      case "notifications/initialized" -> new Reply.Taken();
      case "notifications/progress" ->
          isWanted(message)
              ? told(message, Splices.of(message.document()), deadline, () -> {})
              : new Reply.Taken();
      case "notifications/cancelled" -> cancel(message, deadline);
      case "" -> answer(message, deadline);
      default -> told(message, Splices.of(message.document()), deadline, () -> {});
    };
  }

  private Reply answer(Outbound message, Deadline deadline) {
    message
        .root()
        .member("id")
        .map(id -> RequestId.of(message.document(), id))
        .ifPresent(id -> open.values().forEach(flow -> flow.answered(id)));
    return told(message, Splices.of(message.document()), deadline, () -> {});
  }

  /** The child knows the request by the number that it was given for it. */
  private Reply cancel(Outbound message, Deadline deadline) {
    Optional<JsonValue> cancelled =
        message.root().object("params").flatMap(p -> p.member("requestId"));
    Optional<ChildFlow> flow =
        cancelled.flatMap(
            id -> Optional.ofNullable(open.get(RequestId.of(message.document(), id))));
    if (flow.isEmpty()) {
      return new Reply.Taken();
    }
    Splices edits = Splices.of(message.document());
    edits.replace(cancelled.orElseThrow(), number(flow.get()));
    flow.get().takeBack();
    return told(message, edits, deadline, flow.get()::giveUp);
  }

  private Reply told(Outbound message, Splices edits, Deadline deadline, Runnable then) {
    assertion(message, edits);
    UpstreamMessage outgoing = UpstreamMessage.oneWay(edits.apply(), UpstreamHeaders.none());
    try (UpstreamExchange exchange =
        port.child().send(outgoing.after(message.cancellation()), deadline)) {
      then.run();
      return exchange.reply() instanceof Failed failed
          ? new Reply.Broken(HttpLink.failing(failed), 0)
          : new Reply.Taken();
    }
  }

  /** Progress of what the child asked this session; any other token is somebody else's. */
  private boolean isWanted(Outbound message) {
    return message
        .root()
        .object("params")
        .flatMap(p -> p.member("progressToken"))
        .map(token -> RequestId.of(message.document(), token))
        .filter(token -> open.values().stream().anyMatch(flow -> flow.wantsProgress(token)))
        .isPresent();
  }

  /**
   * Ours goes in where there are parameters; an answer of the client's carries it in its result.
   */
  private static void assertion(Outbound message, Splices edits) {
    Optional<JsonObject> holder =
        message
            .root()
            .object("params")
            .or(() -> message.root().object("result"))
            .or(() -> message.root().object("error"));
    holder.ifPresent(h -> OwnMeta.strip(h, edits));
    Optional<byte[]> token =
        switch (message.assertion()) {
          case Assertion.TxnToken own -> Optional.of(quoted(own.reveal()));
          case Assertion.Unasserted none -> Optional.empty();
          case Assertion.MessageSignature unsigned ->
              throw new IllegalStateException("there is no HTTP request to sign on stdio");
        };
    if (token.isEmpty()) {
      return;
    }
    byte[] text = token.get();
    byte[] meta = JsonText.object().raw(OwnMeta.TXN_TOKEN, text).bytes();
    if (holder.isEmpty()) {
      edits.set(message.root(), "params", JsonText.object().raw("_meta", meta).bytes());
      return;
    }
    holder
        .get()
        .object("_meta")
        .ifPresentOrElse(
            present -> edits.set(present, OwnMeta.TXN_TOKEN, text),
            () -> edits.set(holder.get(), "_meta", meta));
  }

  /**
   * Whether log lines are for this session's requests: "MUST NOT emit notifications/message for a
   * request that does not include" a level (2026-07-28, server/utilities/logging).
   */
  boolean hearsUnasked() {
    return lines == Lines.UNASKED;
  }

  Interest interest() {
    return interest;
  }

  /**
   * Something that belongs to no request: for the stream opened last, because no message may go out
   * on two (2025-11-25, basic/transports, multiple connections). Without a stream nobody hears it.
   */
  void heard(byte[] json) {
    Backlog newest = listening.peekLast();
    if (newest != null && !newest.offer(new Inflow.Item.Data(json, ""))) {
      LOG.debug("a stream is read too slowly; a notification for it was dropped");
    }
  }

  /** What a stream that ends did not get out is for the one that is left. */
  private void passOn(List<Inflow.Item> unheard) {
    Backlog next = listening.peekLast();
    if (next != null && !unheard.stream().allMatch(next::offer)) {
      LOG.debug("a stream could not take all that another had not sent; the rest was dropped");
    }
  }

  void ended(ChildFlow flow) {
    open.remove(flow.request(), flow);
    port.end(flow);
  }

  void settled(ChildFlow flow) {
    port.settled(flow);
  }

  @Override
  public Reply listen(String lastEventId, Deadline deadline) {
    Backlog heard = new Backlog(MOST_HEARD);
    listening.add(heard);
    return new Reply.Flowing(
        new Inflow() {
          @Override
          public Item next(Duration atMost) throws InterruptedException {
            return heard.next(atMost);
          }

          @Override
          public void close() {
            listening.remove(heard);
            passOn(heard.close());
          }
        },
        200);
  }

  @Override
  public void close() {
    open.values().forEach(ChildFlow::close);
    port.unlink(this);
  }

  /** Text of ASCII that needs no escape. */
  private static byte[] quoted(String text) {
    return ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(JsonDocument document, JsonValue value) {
    return new String(document.slice(value), StandardCharsets.UTF_8);
  }
}
