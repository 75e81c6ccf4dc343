package io.mcpguard.connect;

import io.mcpguard.http.Http1Response;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.stdio.LineWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What the host writes, in the order it comes: each line is read here and relayed on a thread of
 * its own.
 */
final class Relay {
  private static final int MOST_ONE_WAY = 32;
  private static final int TO_INITIALIZE_SECONDS = 60;
  private static final Duration TO_END = Duration.ofSeconds(2);

  private final McpHttp http;
  private final LegacySession session;
  private final Exchange exchange;
  private final LineWriter out;
  private final Notices notices;
  private final CountDownLatch over;
  private final ServerStream stream;
  private final OpenRequests pending = new OpenRequests();
  private final Semaphore oneWay = new Semaphore(MOST_ONE_WAY);
  private Optional<Thread> listener = Optional.empty();

  /** Told when the handshake is done; what was sent after it waits until then. */
  private CompletableFuture<Void> initialized = CompletableFuture.completedFuture(null);

  Relay(McpHttp http, LineWriter out, Notices notices, CountDownLatch over) {
    this.http = http;
    this.session = new LegacySession();
    this.out = out;
    this.notices = notices;
    this.over = over;
    this.stream = new ServerStream(http, session, out, over);
    Handshakes handshakes = new Handshakes(http, session, notices, stream::restart);
    Replies replies = new Replies(http, session, out, over);
    this.exchange = new Exchange(http, session, handshakes, replies);
  }

  /** Takes one line. */
  void take(byte[] line) throws InterruptedException {
    if (isBlank(line)) {
      return;
    }
    switch (HostMessage.read(line)) {
      case HostMessage.Unreadable(Trouble trouble, RequestId id) -> out.write(trouble.answer(id));
      case HostMessage.Request request -> {
        OpenRequest open = new OpenRequest(List.of(request.id()), request.form(), line.length);
        start(open, () -> exchange.request(request, open));
      }
      case HostMessage.Batch batch -> {
        OpenRequest open = new OpenRequest(batch.ids(), OpenRequest.Form.IN_SESSION, line.length);
        start(open, () -> exchange.batch(batch, open));
      }
      case HostMessage.OneWay message -> oneWay(message);
    }
  }

  /** A line was longer than is read, so that nobody knows what it was. */
  void refuseBeyond() {
    out.write(Trouble.TOO_LARGE.answer(RequestId.NONE));
  }

  /** No more lines come: what is open gets {@code patience}, then everything ends. */
  void end(Duration patience) throws InterruptedException {
    // Those that have no end of their own get none.
    pending.all().stream().filter(OpenRequest::isEndless).forEach(OpenRequest::abandon);
    pending.awaitNone(patience);
    // What was written last, such as a cancellation, still arrives.
    var unused = oneWay.tryAcquire(MOST_ONE_WAY, TO_END.toMillis(), TimeUnit.MILLISECONDS);
    over.countDown();
    pending.all().forEach(OpenRequest::abandon);
    endListening();
    pending.awaitNone(TO_END);
    Optional<LegacySession.State> ended = session.end().filter(state -> !state.id().isEmpty());
    if (ended.isPresent()) {
      McpRequest delete = McpRequest.delete(ended.get().headers(), TO_END);
      if (http.send(delete, new Cancellation()) instanceof Sent.Answered(Http1Response response)) {
        response.close();
      }
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Something that may be interrupted. */
  @FunctionalInterface
  private interface Turn {
    void run() throws InterruptedException;
  }

  private void start(OpenRequest open, Turn turn) {
    switch (pending.enter(open)) {
      case OpenRequests.Entry.NotTaken(Trouble trouble) -> refuse(open, trouble);
      case OpenRequests.Entry.Taken taken -> {
        CompletableFuture<Void> handshake = initialized;
        Thread.ofVirtual()
            .name("request")
            .start(() -> {
              try {
                // A server may refuse what comes before it knows that the handshake is done.
                var unused =
                    handshake
                        .completeOnTimeout(null, TO_INITIALIZE_SECONDS, TimeUnit.SECONDS)
                        .join();
                turn.run();
              } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException defect) {
                notices.say("a request failed: " + defect);
                refuse(open, Trouble.INTERNAL);
              } finally {
                pending.leave(open);
              }
            });
      }
    }
  }

  /** An answer under an id that is open would be taken for the other one's. */
  private void refuse(OpenRequest open, Trouble trouble) {
    for (RequestId id : open.unanswered()) {
      boolean twice = trouble == Trouble.INVALID_REQUEST;
      if (open.answer(id)) {
        out.write(trouble.answer(twice ? RequestId.NONE : id));
      }
    }
  }

  private void oneWay(HostMessage.OneWay message) throws InterruptedException {
    Optional<RequestId> cancelled = message.cancelled();
    Optional<OpenRequest> meant = cancelled.flatMap(pending::find);
    if (meant.filter(OpenRequest::isStateless).isPresent()) {
      meant.get().cancel(cancelled.get()); // Closing its connection is what says so.
      return;
    }
    boolean done = message.method().equals("notifications/initialized");
    CompletableFuture<Void> told = new CompletableFuture<>();
    if (done) {
      initialized = told;
    }
    oneWay.acquire();
    Thread.ofVirtual()
        .name("one-way")
        .start(() -> {
          try {
            Exchange.Delivery delivery = exchange.tell(message);
            if (done && delivery == Exchange.Delivery.TAKEN) {
              listen();
            }
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException defect) {
            notices.say("a notification was lost: " + defect);
          } finally {
            told.complete(null);
            oneWay.release();
          }
        });
  }

  private synchronized void listen() {
    if (listener.isEmpty()) {
      listener = Optional.of(Thread.ofVirtual().name("server-stream").start(stream));
    }
  }

  private void endListening() throws InterruptedException {
    stream.close();
    Optional<Thread> last;
    synchronized (this) {
      last = listener;
    }
    if (last.isPresent()) {
      var unused = last.get().join(TO_END);
    }
  }
}
