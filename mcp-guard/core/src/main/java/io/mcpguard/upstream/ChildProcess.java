package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running child: lines out by one thread, lines in by another, answers handed to whoever waits
 * for their id. Pipes block whole threads, so these are platform threads and nobody else touches a
 * pipe: a child that does not read cannot hold its callers beyond their deadlines.
 */
final class ChildProcess implements UpstreamConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  private final String name;
  private final Process process;
  private final UpstreamLimits limits;
  private final ChildListener listener;
  private final BlockingQueue<StdioExchange> outgoing;
  private final Map<Long, StdioExchange> waiting = new ConcurrentHashMap<>();
  private final Map<Long, StdioExchange> following = new ConcurrentHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread writer;
  private final Thread reader;
  private volatile @Nullable StdioExchange writing;
  private volatile boolean refusing;

  private ChildProcess(
      String name, Process process, UpstreamLimits limits, ChildListener listener) {
    this.name = name;
    this.process = process;
    this.limits = limits;
    this.listener = listener;
    this.outgoing = new ArrayBlockingQueue<>(2 * limits.calls());
    this.writer = thread("stdin", this::write);
    this.reader = thread("stdout", this::read);
  }

  /**
   * Starts the child.
   *
   * @throws IOException if its program does not exist or does not start
   */
  static ChildProcess start(ChildCommand command, UpstreamLimits limits, ChildListener listener)
      throws IOException {
    Process process = Spawning.spawn(command);
    ChildProcess child = new ChildProcess(command.name(), process, limits, listener);
    child.writer.start();
    child.reader.start();
    child.thread("stderr", StderrLog.of(command.name(), process.getErrorStream())::run).start();
    CompletableFuture<Void> unused = process.onExit().thenRun(child.over::countDown);
    return child;
  }

  @Override
  public UpstreamExchange send(UpstreamMessage message, Deadline deadline) {
    StdioExchange exchange = new StdioExchange(this, message, deadline);
    // What awaits no answer must get through: a cancellation can make room.
    if (!hasPlace(exchange)) {
      return SettledExchange.unsent(Fault.BUSY, "too many requests wait for the child");
    }
    if (!outgoing.offer(exchange)) {
      forget(exchange);
      checkStuck();
      return SettledExchange.unsent(Fault.BUSY, "the child does not take its messages");
    }
    if (refusing) {
      exchange.fail(Fault.DOWN, "the child has ended");
      forget(exchange);
    }
    return exchange;
  }

  /** Subscriptions have places of their own: they last, and leave those of calls free. */
  private boolean hasPlace(StdioExchange exchange) {
    return switch (exchange.message().kind()) {
      case REQUEST -> hasPlace(exchange, waiting);
      case SUBSCRIPTION -> hasPlace(exchange, following);
      case ONE_WAY -> true;
    };
  }

  private boolean hasPlace(StdioExchange exchange, Map<Long, StdioExchange> places) {
    if (places.size() >= limits.calls()) {
      return false;
    }
    if (places.putIfAbsent(exchange.message().id(), exchange) != null) {
      throw new IllegalArgumentException("a request with the same id waits for the child");
    }
    return true;
  }

  /** A child has no stream but its stdout. */
  @Override
  public UpstreamExchange openStream(UpstreamHeaders headers, Deadline deadline) {
    return notOnStdio();
  }

  /** A child has no session but its life. */
  @Override
  public UpstreamExchange endSession(UpstreamHeaders headers, Deadline deadline) {
    return notOnStdio();
  }

  /** Fails what waits and lets the owner stop the process. */
  @Override
  public void close() {
    over.countDown();
    failAll();
  }

  /** Waits until the process or its stdout ended, or the child was given up. */
  void awaitEnd() throws InterruptedException {
    over.await();
  }

  /** Stops the process and everything it started, then fails what still waits. */
  void stop(Duration grace) throws InterruptedException {
    writer.interrupt();
    Spawning.stop(process, grace);
    reader.join(grace);
    failAll();
  }

  void forget(StdioExchange exchange) {
    waiting.remove(exchange.message().id(), exchange);
    following.remove(exchange.message().id(), exchange);
    outgoing.remove(exchange);
  }

  /** Gives the child up if a deadline passed in the middle of a line that it does not read. */
  void checkStuck() {
    StdioExchange unread = writing;
    if (unread != null && unread.isStuck()) {
      LOG.warn("child {} does not read its stdin and is stopped", name);
      over.countDown();
    }
  }

  private static UpstreamExchange notOnStdio() {
    return new SettledExchange(new Rejected(new UpstreamHead(405, "", ""), new byte[0]));
  }

  private void failAll() {
    refusing = true;
    for (StdioExchange queued = outgoing.poll(); queued != null; queued = outgoing.poll()) {
      queued.fail(Fault.DOWN, "the child ended");
    }
    for (Map<Long, StdioExchange> places : List.of(waiting, following)) {
      places.values().forEach(exchange -> exchange.fail(Fault.DOWN, "the child ended"));
      places.clear();
    }
  }

  private void write() {
    try (OutputStream stdin = process.getOutputStream()) {
      while (true) {
        StdioExchange next = outgoing.take();
        writing = next; // Before it begins: who gives it up then finds it here.
        if (next.beginWriting()) {
          stdin.write(line(next.message().json()));
          stdin.flush();
          next.endWriting();
        }
        writing = null;
      }
    } catch (InterruptedException stopped) {
      LOG.debug("stdin of child {} is closed", name, stopped);
    } catch (IOException ended) {
      LOG.debug("child {} no longer reads", name, ended);
      over.countDown();
    }
  }

  /**
   * On stdio a message is one line. A line break between tokens is white space (RFC 8259 §2), and
   * in a string it cannot stand.
   */
  private static byte[] line(byte[] json) {
    byte[] line = new byte[json.length + 1];
    for (int i = 0; i < json.length; i++) {
      line[i] = json[i] == '\n' || json[i] == '\r' ? (byte) ' ' : json[i];
    }
    line[json.length] = '\n';
    return line;
  }

  private void read() {
    LineReader lines = new LineReader(process.getInputStream(), limits.answerBytes());
    ChildMessages messages = new ChildMessages(name, new Routes(), listener);
    try {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (lines.wasCut()) {
          LOG.warn("child {} sent a line beyond {} bytes", name, limits.answerBytes());
        } else {
          messages.take(line.get());
        }
      }
    } catch (IOException ended) {
      LOG.debug("stdout of child {} ended", name, ended);
    }
    over.countDown();
  }

  private Optional<StdioExchange> taken(long id) {
    return Optional.ofNullable(waiting.remove(id))
        .or(() -> Optional.ofNullable(following.remove(id)));
  }

  private boolean route(long id, byte[] json) {
    return taken(id).filter(exchange -> exchange.answer(json)).isPresent();
  }

  private void garbled(long id) {
    taken(id)
        .ifPresent(exchange ->
            exchange.fail(Fault.MALFORMED, "the child's answer is not UTF-8 throughout"));
  }

  private final class Routes implements ChildMessages.Route {
    @Override
    public boolean answer(long id, byte[] json) {
      return route(id, json);
    }

    @Override
    public void garbled(long id) {
      ChildProcess.this.garbled(id);
    }
  }

  private Thread thread(String pipe, Runnable work) {
    return Thread.ofPlatform().daemon().name(name + "-" + pipe).unstarted(work);
  }
}
