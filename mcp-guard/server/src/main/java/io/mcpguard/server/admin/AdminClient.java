package io.mcpguard.server.admin;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a running guard. */
public final class AdminClient {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private AdminClient() {}

  /**
   * The running guard's answer; empty when none listens at {@code socket}.
   *
   * @throws IOException when a guard is there but gives no answer in time
   */
  public static Optional<AdminAnswer> ask(Path socket, AdminRequest request) throws IOException {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try (Lines lines = new Lines(channel, DEADLINE)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      lines.write(request.bytes());
      return Optional.of(AdminAnswer.read(lines.read(Lines.ANSWER)));
    } catch (ConnectException nobodyListens) {
      return Optional.empty();
    }
  }
}
