package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request that was written, and its answer. Reading belongs to one thread; {@link #cancel} to
 * any.
 */
public final class Http1Exchange implements AutoCloseable {
  private static final int MOST_INTERIM_ANSWERS = 8;

  private final Http1Pool pool;
  private final Http1Connection connection;
  private final Http1Limits limits;
  private final AtomicBoolean over = new AtomicBoolean();

  Http1Exchange(Http1Pool pool, Http1Connection connection, Http1Limits limits) {
    this.pool = pool;
    this.connection = connection;
    this.limits = limits;
  }

  /**
   * Waits for the head of the final answer; interim answers (1xx) are skipped, eight at most.
   *
   * @throws Http1Failure if none came as it should; the connection is closed then
   */
  public Http1Response response() throws Http1Failure {
    try {
      for (int interim = 0; interim <= MOST_INTERIM_ANSWERS; interim++) {
        ResponseHead head =
            ResponseHead.parse(connection.in().head(limits.headBytes()), limits.headFields());
        if (head.status() == 101) {
          throw Http1Failure.malformed("the answer switches protocols unasked");
        }
        if (head.status() >= 200) {
          return new Http1Response(this, head, limits);
        }
      }
      throw Http1Failure.malformed("the answer is preceded by too many interim answers");
    } catch (IOException failed) {
      throw fail(failed);
    }
  }

  /**
   * Gives the exchange another deadline, from now on; for streams, whose length nobody knows.
   * Belongs to the reading thread.
   */
  public void until(Deadline deadline) {
    if (!over.get()) {
      connection.lifeline().move(deadline);
    }
  }

  /** Ends the exchange from any thread: its reader gets a failure of kind {@code CANCELLED}. */
  public void cancel() {
    if (over.compareAndSet(false, true)) {
      pool.discard(connection.lifeline());
    }
  }

  /** Lets the connection go; one whose answer was not wholly read is closed. */
  @Override
  public void close() {
    cancel();
  }

  Inflow in() {
    return connection.in();
  }

  /** The answer was wholly read and the connection may carry another exchange. */
  void finish(long keepNanos) {
    if (over.compareAndSet(false, true)) {
      pool.release(connection, keepNanos);
    }
  }

  /** Closes the connection and says why the exchange failed. */
  Http1Failure fail(IOException failed) {
    if (over.get() && failed instanceof Http1Failure said) {
      return said;
    }
    Http1Failure.Kind ended = connection.lifeline().explain(Http1Failure.Kind.BROKEN);
    cancel();
    if (failed instanceof Http1Failure said && ended == Http1Failure.Kind.BROKEN) {
      return said;
    }
    return Http1Failure.sent(ended, "the answer did not arrive whole: " + ended, failed);
  }
}
