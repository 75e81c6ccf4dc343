package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.protocol.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a stdio child says for one request of one session. It is bounded: a caller that does not
 * read loses notifications, never the answer, and never holds up the child's other callers.
 */
final class ChildFlow implements SessionLink.Inflow {
  private static final int MOST_NOTIFICATIONS = 256;

  private final long id;
  private final StdioLink link;
  private final RequestId request;
  private final Work work;
  private final String progressToken;
  private final Backlog backlog = new Backlog(MOST_NOTIFICATIONS);
  private final Map<RequestId, Optional<RequestId>> questions = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Optional<UpstreamExchange> exchange = Optional.empty();
  private volatile boolean settled;
  private volatile boolean takenBack;

  /** What a child does for a request. */
  enum Work {
    CALL,
    SUBSCRIPTION,
    /** What the guard asks on its own account. */
    OWN
  }

  ChildFlow(long id, StdioLink link, RequestId request, Work work, String progressToken) {
    this.work = work;
    this.id = id;
    this.link = link;
    this.request = request;
    this.progressToken = progressToken;
  }

  long id() {
    return id;
  }

  StdioLink link() {
    return link;
  }

  /** A question that the child asks during this call; false when too many are open. */
  boolean ask(ServerMessage.Asked asked) {
    if (questions.size() >= MOST_NOTIFICATIONS) {
      return false;
    }
    JsonDocument document = asked.document();
    Optional<RequestId> token =
        asked
            .root()
            .object("params")
            .flatMap(params -> params.object("_meta"))
            .flatMap(meta -> meta.member("progressToken"))
            .map(value -> RequestId.of(document, value));
    RequestId question = RequestId.of(document, asked.id());
    questions.put(question, token);
    if (!offer(document.bytes())) {
      questions.remove(question);
      return false;
    }
    return true;
  }

  /**
   * Whether the child works on it for a caller: a subscription waits for what others do, and behind
   * what the guard asks itself there is nobody.
   */
  boolean isAtWork() {
    return switch (work) {
      case CALL -> true;
      case SUBSCRIPTION, OWN -> false;
    };
  }

  boolean hasAsked(RequestId question) {
    return questions.containsKey(question);
  }

  /** Whether the child wants to hear of progress under this token. */
  boolean wantsProgress(RequestId token) {
    return questions.containsValue(Optional.of(token));
  }

  void answered(RequestId question) {
    questions.remove(question);
  }

  /** Waits for the answer on a thread of its own, so that what comes before it can be passed on. */
  void await(UpstreamExchange sent) {
    exchange = Optional.of(sent);
    Thread.ofVirtual().name("child-answer").start(() -> last(sent.reply()));
  }

  /** False when the caller has read too little for this to be kept. */
  boolean offer(byte[] json) {
    return backlog.offer(new Item.Data(json, ""));
  }

  /** A progress notification, with the caller's own token in the place of ours. */
  void progress(ServerMessage.Notified notified, JsonObject params) {
    if (!progressToken.isEmpty()) {
      offer(
          Splices.of(notified.document())
              .replace(
                  params.member("progressToken").orElseThrow(),
                  progressToken.getBytes(StandardCharsets.UTF_8))
              .apply());
    }
  }

  /** Whether the child has no more to do for it: it answered, never got it, or is gone. */
  boolean isSettled() {
    return settled;
  }

  void settle() {
    settled = true;
  }

  private static boolean settles(UpstreamReply reply) {
    return !(reply instanceof Failed failed)
        || failed.reach() == Reach.UNSENT
        || failed.fault() == Fault.DOWN;
  }

  private void last(UpstreamReply reply) {
    if (settles(reply)) {
      settle();
      link.settled(this);
    }
    backlog.add(
        switch (reply) {
          case Answered answered -> answer(answered.json());
          case Failed failed -> new Item.Broken(HttpLink.failing(failed));
          case Accepted accepted -> new Item.Broken(SessionLink.Failing.WRONG);
          case Rejected rejected -> new Item.Broken(SessionLink.Failing.WRONG);
          case EventStream stream -> new Item.Broken(SessionLink.Failing.WRONG);
        });
    backlog.add(new Item.End());
  }

  private Item answer(byte[] json) {
    if (!(ServerMessage.read(json) instanceof ServerMessage.Answered answered)) {
      return new Item.Broken(SessionLink.Failing.WRONG);
    }
    Splices edits =
        Splices.of(answered.document())
            .replace(answered.root().member("id").orElseThrow(), request.bytes());
    if (work == Work.SUBSCRIPTION) {
      answered
          .root()
          .object("result")
          .flatMap(ChildNews::subscription)
          .ifPresent(id -> edits.replace(id, request.bytes()));
    }
    return new Item.Data(edits.apply(), "");
  }

  @Override
  public Item next(Duration atMost) throws InterruptedException {
    return backlog.next(atMost);
  }

  /** The child is being told that the request is taken back. */
  void takeBack() {
    takenBack = true;
  }

  boolean isTakenBack() {
    return takenBack;
  }

  /** The client cancelled: whoever waits for the answer stops. */
  void giveUp() {
    backlog.add(new Item.Broken(SessionLink.Failing.DOWN));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      link.ended(this);
    }
    exchange.ifPresent(UpstreamExchange::close);
    List<Item> unused = backlog.close();
  }

  RequestId request() {
    return request;
  }
}
