package io.mcpguard.upstream;

import io.mcpguard.upstream.SessionLink.Inflow;
import io.mcpguard.upstream.SessionLink.Reply;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A stream that was asked for and whose answer has not begun: servers there are, those of the MCP
 * Java SDK among them, that send its head with the first event only. Whoever refuses a stream does
 * so at once.
 */
final class LateStream implements Inflow {
  /** What a stream may be silent for, before its first event and between two. */
  static final Duration LONGEST_SILENCE = Duration.ofHours(1);

  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private final UpstreamExchange exchange;
  private final FutureTask<Reply> reply;

  private LateStream(UpstreamExchange exchange, FutureTask<Reply> reply) {
    this.exchange = exchange;
    this.reply = reply;
  }

  /** The reply, as {@code reading} makes it of the exchange; one that is late is a stream. */
  static Reply awaited(UpstreamExchange exchange, Function<UpstreamExchange, Reply> reading) {
    FutureTask<Reply> reply = new FutureTask<>(() -> reading.apply(exchange));
    Thread.ofVirtual().name("upstream-stream").start(reply);
    LateStream late = new LateStream(exchange, reply);
    try {
      return late.within(AT_ONCE);
    } catch (TimeoutException notYet) {
      return new Reply.Flowing(late, 200);
    } catch (InterruptedException stopping) {
      late.close();
      Thread.currentThread().interrupt();
      return new Reply.Broken(SessionLink.Failing.DOWN, 0);
    }
  }

  @Override
  public Item next(Duration atMost) throws InterruptedException {
    try {
      return switch (within(atMost)) {
        case Reply.Flowing flowing -> flowing.flow().next(atMost);
        case Reply.Broken broken -> new Item.Broken(broken.failing());
        case Reply.Whole whole -> new Item.End();
        case Reply.Taken taken -> new Item.End();
      };
    } catch (TimeoutException notYet) {
      return new Item.Idle();
    }
  }

  private Reply within(Duration atMost) throws InterruptedException, TimeoutException {
    try {
      return reply.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("an answer could not be read", failed.getCause());
    }
  }

  /** A stream that begins while this is closed is closed by whoever reads it. */
  @Override
  public void close() {
    exchange.cancel();
    if (reply.isDone()
        && reply.state() == FutureTask.State.SUCCESS
        && reply.resultNow() instanceof Reply.Flowing flowing) {
      flowing.flow().close();
    }
  }
}
