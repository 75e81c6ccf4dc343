package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/** One open connection; carries one exchange at a time. */
final class Http1Connection {
  private static final int LARGEST_COPIED = 64 * 1024;
  private static final int LARGEST_KEPT = 16 * 1024;

  private final Lifeline lifeline;
  private final Wire wire;
  private final Inflow in;
  private final long openedAt = System.nanoTime();
  private byte[] out = new byte[2 * 1024];
  private int written;
  private long idleUntil;

  private Http1Connection(Lifeline lifeline, Wire wire) {
    this.lifeline = lifeline;
    this.wire = wire;
    this.in = new Inflow(wire);
  }

  /** Dials one checked address and, where the destination says so, shakes TLS hands there. */
  static Http1Connection open(
      SocketChannel channel,
      Lifeline lifeline,
      InetSocketAddress address,
      Destination destination,
      Supplier<SSLSocketFactory> tls)
      throws Http1Failure {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
    } catch (IOException failed) {
      throw Http1Failure.unsent(
          lifeline.explain(Http1Failure.Kind.UNREACHABLE),
          "no connection could be opened to " + destination.hostHeader(),
          failed);
    }
    try {
      Wire wire =
          destination.tls()
              ? TlsWire.over(channel, tls.get(), destination)
              : new PlainWire(channel);
      return new Http1Connection(lifeline, wire);
    } catch (IOException failed) {
      throw Http1Failure.unsent(
          lifeline.explain(Http1Failure.Kind.UNTRUSTED),
          "the TLS handshake with " + destination.hostHeader() + " failed",
          failed);
    }
  }

  Lifeline lifeline() {
    return lifeline;
  }

  Inflow in() {
    return in;
  }

  /** Writes the request in one piece unless its body is large. */
  void write(RequestHead head, List<Header> headers, byte[] body) throws IOException {
    written = 0;
    put(head.bytes());
    for (Header header : headers) {
      put(header.name());
      put(": ");
      put(header.value());
      put("\r\n");
    }
    if (head.hasBody()) {
      put("Content-Length: ");
      put(Integer.toString(body.length));
      put("\r\n");
    }
    put("\r\n");
    if (body.length <= LARGEST_COPIED) {
      put(body);
      wire.write(out, 0, written);
    } else {
      wire.write(out, 0, written);
      wire.write(body, 0, body.length);
    }
    forgetWritten();
  }

  /** The buffer may have held credentials, and may have grown large. */
  private void forgetWritten() {
    if (out.length > LARGEST_KEPT) {
      out = new byte[2 * 1024];
    } else {
      Arrays.fill(out, 0, written, (byte) 0);
    }
  }

  /** Notes when the connection stops being worth keeping. */
  void restUntil(long nanos) {
    idleUntil = nanos;
  }

  boolean isWornOut(long now, Http1Limits limits) {
    return now - idleUntil >= 0 || now - openedAt >= limits.age().toNanos();
  }

  /** True if nothing unasked-for waits and the other side has not closed. */
  boolean isFresh() {
    return in.isEmpty() && !wire.isStale();
  }

  boolean begin(Deadline deadline) {
    return lifeline.begin(deadline);
  }

  private void put(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, out, written, bytes.length);
    written += bytes.length;
  }

  /** As {@link Header} lets nothing else in; deprecated for what is not Latin-1. */
  @SuppressWarnings("deprecation")
  private void put(String ascii) {
    room(ascii.length());
    ascii.getBytes(0, ascii.length(), out, written);
    written += ascii.length();
  }

  private void room(int more) {
    if (out.length - written < more) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, written + more));
    }
  }
}
