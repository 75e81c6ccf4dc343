package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One message to a stdio child: waits in the queue, goes out, is answered or fails. */
final class StdioExchange implements UpstreamExchange {

  /** How far the line has come on its way to the child's stdin. */
  enum Passage {
    QUEUED,
    WRITING,
    WRITTEN,
    WITHDRAWN
  }

  private final ChildProcess child;
  private final UpstreamMessage message;
  private final Deadline deadline;
  private final AtomicReference<Passage> passage = new AtomicReference<>(Passage.QUEUED);
  private final AtomicReference<@Nullable UpstreamReply> reply = new AtomicReference<>();
  private final CountDownLatch done = new CountDownLatch(1);

  StdioExchange(ChildProcess child, UpstreamMessage message, Deadline deadline) {
    this.child = child;
    this.message = message;
    this.deadline = deadline;
  }

  @Override
  public UpstreamReply reply() {
    try {
      if (!done.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        giveUp(Fault.SLOW, "the child did not answer in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      giveUp(Fault.CANCELLED, "the wait for the child's answer was interrupted");
    }
    UpstreamReply known = reply.get();
    return known != null ? known : new Failed(Fault.DOWN, Reach.SENT, "the child ended");
  }

  @Override
  public void cancel() {
    giveUp(Fault.CANCELLED, "the exchange was cancelled");
  }

  @Override
  public void close() {
    cancel();
  }

  UpstreamMessage message() {
    return message;
  }

  /** True once the message's deadline has passed in the middle of its line. */
  boolean isStuck() {
    return passage.get() == Passage.WRITING && deadline.isOver();
  }

  /** Lets the writer take the line, unless it was withdrawn. */
  boolean beginWriting() {
    return passage.compareAndSet(Passage.QUEUED, Passage.WRITING);
  }

  void endWriting() {
    passage.set(Passage.WRITTEN);
    if (message.kind() == UpstreamMessage.Kind.ONE_WAY) {
      complete(new Accepted(new UpstreamHead(202, "", "")));
    }
  }

  /** False when the exchange has ended without it. */
  boolean answer(byte[] json) {
    return complete(new Answered(new UpstreamHead(200, "application/json", ""), json));
  }

  /** Ends the exchange without an answer. */
  void fail(Fault fault, String detail) {
    boolean withdrawn =
        passage.compareAndSet(Passage.QUEUED, Passage.WITHDRAWN)
            || passage.get() == Passage.WITHDRAWN;
    complete(new Failed(fault, withdrawn ? Reach.UNSENT : Reach.SENT, detail));
  }

  private void giveUp(Fault fault, String detail) {
    if (reply.get() != null) {
      return;
    }
    fail(fault, detail);
    child.forget(this);
    child.checkStuck();
  }

  private boolean complete(UpstreamReply with) {
    boolean first = reply.compareAndSet(null, with);
    if (first) {
      done.countDown();
    }
    return first;
  }
}
