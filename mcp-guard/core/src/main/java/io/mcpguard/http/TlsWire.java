package io.mcpguard.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS 1.2 or 1.3 over a TCP connection; the certificate must be the name's (RFC 9110 §4.3.4). */
final class TlsWire implements Wire {
  private final Wire below;
  private final InputStream in;
  private final OutputStream out;

  private TlsWire(Wire below, SSLSocket socket) throws IOException {
    this.below = below;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Shakes hands; the name in SNI and in the check of the certificate is the destination's. */
  static TlsWire over(SocketChannel channel, SSLSocketFactory factory, Destination destination)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            factory.createSocket(channel.socket(), destination.host(), destination.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    if (!destination.isAddress()) {
      parameters.setServerNames(List.of(serverName(destination)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new TlsWire(new PlainWire(channel), socket);
  }

  private static SNIServerName serverName(Destination destination) throws SSLException {
    try {
      return new SNIHostName(destination.host());
    } catch (IllegalArgumentException underscore) {
      throw new SSLException("the host's name cannot stand in a certificate", underscore);
    }
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    return in.read(into, from, length);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  /** Any record on an idle connection counts, close_notify being the usual one. */
  @Override
  public boolean isStale() {
    return below.isStale();
  }
}
