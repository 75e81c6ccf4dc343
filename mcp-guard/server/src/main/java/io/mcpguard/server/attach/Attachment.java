package io.mcpguard.server.attach;

import io.mcpguard.authn.LocalUser;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.local.Lines;
import io.mcpguard.server.local.OwnerSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A guard that runs, as what serves this process's host. The bytes go through as they are. */
public final class Attachment implements AutoCloseable {
  private static final Duration TO_BE_LET_IN = Duration.ofSeconds(15);
  private static final int LONGEST_ANSWER = 64 * 1024;

  private final SocketChannel guard;
  private final AtomicBoolean hostLeft = new AtomicBoolean();

  /** What came of asking. */
  public sealed interface Attempt {
    /** The guard serves this process's host from now on. */
    record Attached(Attachment attachment) implements Attempt {}

    /** It does not, for this reason. */
    record Refused(AdminAnswer why) implements Attempt {}

    /** No guard runs. */
    record Alone() implements Attempt {}
  }

  /** Who ended it. */
  public enum End {
    HOST,
    GUARD
  }

  private Attachment(SocketChannel guard) {
    this.guard = guard;
  }

  /**
   * Asks the guard that listens at {@code socket} to serve this process's host.
   *
   * @param user whom this process is run by; nobody else's guard is asked
   * @throws IOException when a guard is there but does not answer
   */
  public static Attempt attempt(Path socket, Hello hello, LocalUser user) throws IOException {
    Optional<SocketChannel> guard = OwnerSocket.connect(socket);
    if (guard.isEmpty()) {
      return new Attempt.Alone();
    }
    SocketChannel channel = guard.get();
    try {
      AdminAnswer answer = answer(socket, channel, hello, user);
      if (answer.exit() == 0) {
        return new Attempt.Attached(new Attachment(channel));
      }
      channel.close();
      return new Attempt.Refused(answer);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** What its host says is for the user's own guard alone. */
  private static AdminAnswer answer(Path socket, SocketChannel channel, Hello hello, LocalUser user)
      throws IOException {
    if (!Files.getOwner(socket).getName().equals(user.name())) {
      return AdminAnswer.unreachable(
          socket + ": belongs to another user, whose guard is not asked; connect to its URL");
    }
    try (Lines lines = new Lines(channel, TO_BE_LET_IN)) {
      lines.write(hello.bytes());
      return AdminAnswer.read(lines.read(LONGEST_ANSWER));
    }
  }

  /** Relays until the guard ends, {@code in} has ended and all was answered, or nobody reads. */
  public End relay(InputStream in, OutputStream out) {
    // Of the platform's: a read of standard input holds its thread.
    Thread.ofPlatform().daemon().name("stdin").start(() -> send(in));
    try {
      InputStream said = Channels.newInputStream(guard);
      byte[] buffer = new byte[16 * 1024];
      for (int got = said.read(buffer); got >= 0; got = said.read(buffer)) {
        if (!isTaken(out, buffer, got)) {
          return End.HOST;
        }
      }
    } catch (IOException cutOff) {
      // As if it had ended.
    }
    return hostLeft.get() ? End.HOST : End.GUARD;
  }

  private static boolean isTaken(OutputStream out, byte[] bytes, int length) {
    try {
      out.write(bytes, 0, length);
      out.flush();
      return true;
    } catch (IOException nobodyReads) {
      return false;
    }
  }

  private void send(InputStream in) {
    OutputStream to = Channels.newOutputStream(guard);
    byte[] buffer = new byte[16 * 1024];
    try {
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        to.write(buffer, 0, got);
      }
      hostLeft.set(true);
      guard.shutdownOutput();
    } catch (IOException gone) {
      // The other direction shows it.
    }
  }

  @Override
  public void close() throws IOException {
    guard.close();
  }
}
