package io.mcpguard.server.admin;

import io.mcpguard.server.local.Lines;
import io.mcpguard.server.local.OwnerSocket;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a running guard. */
public final class AdminClient {
  /** Longest answer, in bytes. */
  private static final int ANSWER = 32 * 1024 * 1024;

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private AdminClient() {}

  /**
   * The running guard's answer; empty when none listens at {@code socket}.
   *
   * @throws IOException when a guard is there but gives no answer in time
   */
  public static Optional<AdminAnswer> ask(Path socket, AdminRequest request) throws IOException {
    Optional<SocketChannel> guard = OwnerSocket.connect(socket);
    if (guard.isEmpty()) {
      return Optional.empty();
    }
    try (SocketChannel channel = guard.get();
        Lines lines = new Lines(channel, DEADLINE)) {
      lines.write(request.bytes());
      return Optional.of(AdminAnswer.read(lines.read(ANSWER)));
    }
  }
}
