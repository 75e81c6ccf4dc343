package io.mcpguard.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for programs that must be told one before they start. */
public final class Ports {
  /** Outside what systems hand out by themselves (Linux from 32768, RFC 6335 section 6 49152). */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 100;

  /** One after the other, from anywhere: whoever asks twice gets two. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

  private Ports() {}

  /**
   * A loopback port that was free a moment ago, that no connection going out takes meanwhile, and
   * that nobody else in this process was given.
   *
   * @throws IOException when none was found
   */
  public static int free() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = next();
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // Somebody has it; there are others.
      }
    }
    throw new IOException("no free port among " + ATTEMPTS + " tried from " + FIRST);
  }

  private static int next() {
    return NEXT.getAndUpdate(port -> port + 1 < LAST ? port + 1 : FIRST);
  }
}
