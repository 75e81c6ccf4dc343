package io.mcpguard.server.attach;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.local.Lines;
import io.mcpguard.server.local.OwnerSocket;
import io.mcpguard.stdio.StdioFront;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Where a running guard serves hosts whose launched process has attached to it: so many at a time,
 * each as if it had launched the guard itself.
 *
 * <p>The attacker would be a program of the same user, which could as well read the keys; the
 * socket keeps others out. So what is checked here keeps honest programs from a guard that was told
 * something else than they were.
 */
public final class AttachSocket implements AutoCloseable {
  private static final int MOST = 16;

  /** Who is told that there is no place, at a time. */
  private static final int MOST_BEYOND = 8;

  private static final Duration TO_SAY_HELLO = Duration.ofSeconds(10);

  /** What pipes take to end, beyond the time that calls on them are given. */
  private static final Duration TO_END = Duration.ofSeconds(3);

  private final OwnerSocket socket;
  private final StdioFront front;
  private final String configuration;
  private final Semaphore places = new Semaphore(MOST);
  private final Set<SocketChannel> attached = ConcurrentHashMap.newKeySet();
  private volatile Deadline end = Deadline.in(Duration.ZERO);

  private AttachSocket(OwnerSocket socket, StdioFront front, String configuration) {
    this.socket = socket;
    this.front = front;
    this.configuration = configuration;
  }

  /**
   * A socket that listens nowhere before {@link #start}.
   *
   * @param configuration the digest of the configuration that the guard was started with
   */
  public static AttachSocket at(Path path, StdioFront front, String configuration)
      throws IOException {
    return new AttachSocket(OwnerSocket.at(path, MOST + MOST_BEYOND), front, configuration);
  }

  /**
   * Begins to listen. The caller holds the data directory.
   *
   * @throws IOException when the socket cannot be made
   */
  public void start() throws IOException {
    socket.start(this::serve);
  }

  private void serve(SocketChannel channel) throws IOException {
    if (!places.tryAcquire()) {
      answer(channel, hello -> full());
      return;
    }
    try {
      Optional<Hello> served = answer(channel, this::judge);
      if (served.isPresent()) {
        attach(channel, served.get());
      }
    } finally {
      places.release();
    }
  }

  /** Answers whoever came; what they said, if they are to be served. */
  private static Optional<Hello> answer(SocketChannel channel, Function<Hello, AdminAnswer> judge)
      throws IOException {
    try (Lines lines = new Lines(channel, TO_SAY_HELLO)) {
      Optional<Hello> hello = Hello.read(lines.read(Hello.MOST_BYTES));
      AdminAnswer answer = hello.map(judge).orElseGet(AttachSocket::ofAnotherVersion);
      lines.write(answer.bytes());
      return hello.filter(said -> answer.exit() == 0);
    }
  }

  private AdminAnswer judge(Hello hello) {
    if (!hello.configuration().equals(configuration)) {
      return AdminAnswer.wrong(
          "the guard that runs on this data directory was started with another configuration, or"
              + " the file has changed since; stop that guard, and start again");
    }
    return front.has(hello.server())
        ? AdminAnswer.done("")
        : AdminAnswer.wrong("--server: the guard that runs has no such upstream");
  }

  private static AdminAnswer full() {
    return AdminAnswer.unreachable(
        "the guard that runs serves as many hosts as it may, "
            + MOST
            + "; end one of them, and start again");
  }

  private static AdminAnswer ofAnotherVersion() {
    return AdminAnswer.wrong(
        "the guard that runs is of another version than this program; stop it, and start again");
  }

  private void attach(SocketChannel channel, Hello hello) {
    attached.add(channel);
    try {
      front.serve(
          hello.server(), Channels.newInputStream(channel), Channels.newOutputStream(channel));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      attached.remove(channel);
    }
  }

  /** Has every pipe end whose calls are over, or when this time is; returns at once. */
  public void drain(Duration atMost) {
    end = Deadline.in(atMost.plus(TO_END));
    front.drain(atMost);
  }

  /** Takes no more hosts, and waits for those that end; the others are cut off. */
  @Override
  public void close() throws IOException {
    socket.close();
    try {
      if (places.tryAcquire(MOST, end.left().toNanos(), TimeUnit.NANOSECONDS)) {
        places.release(MOST);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    for (SocketChannel channel : attached) {
      channel.close();
    }
  }
}
