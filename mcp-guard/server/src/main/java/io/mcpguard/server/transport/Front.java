package io.mcpguard.server.transport;

import io.mcpguard.authserver.web.WebHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The listener: Jetty with a virtual thread for each exchange, and caps that hold before anybody is
 * known.
 */
public final class Front implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 5_000;
  private static final int PLATFORM_THREADS = 32;

  /**
   * Longer header lines are not remembered by their connection: finding an access token in that
   * memory costs more than reading it.
   */
  private static final int CACHED_HEADER_BYTES = 256;

  private static final long IDLE_MILLIS = 30_000;

  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Server server;
  private final ServerConnector connector;
  private final Turnstile turnstile;

  /**
   * Where and how to listen.
   *
   * @param host the address to bind
   * @param port the port; 0 takes a free one
   * @param limits what strangers may take
   */
  public record Binding(String host, int port, Limits limits) {}

  /**
   * What strangers may take.
   *
   * @param headerBytes the most bytes of a request's head
   * @param headTime the longest time of a request's head
   * @param inside the most requests at a time
   * @param connections the most connections
   * @param perSource the most connections of one source
   */
  public record Limits(
      int headerBytes, Duration headTime, int inside, int connections, int perSource) {
    /** Ten seconds, 4,000 requests, 5,000 connections, and half of those for one source. */
    public static Limits usual(int headerBytes) {
      return new Limits(
          headerBytes, Duration.ofSeconds(10), 4_000, MOST_CONNECTIONS, MOST_CONNECTIONS / 2);
    }
  }

  /**
   * Who answers, in this order: each leaves to the next what is not its own.
   *
   * @param hosts refuses what is sent to a foreign name
   * @param mcp answers where MCP is spoken
   * @param authorization answers for the authorization server
   */
  public record Answering(HostCheck hosts, McpHandler mcp, WebHandler authorization) {
    private List<Handler> handlers() {
      // Some clients look for metadata below the MCP path, so MCP takes what is left.
      return List.of(hosts, authorization, mcp);
    }
  }

  private Front(Server server, ServerConnector connector, Turnstile turnstile) {
    this.server = server;
    this.connector = connector;
    this.turnstile = turnstile;
  }

  /** Plain HTTP. */
  public static Front plain(Binding binding, Answering answering) {
    return plain(binding, answering.handlers());
  }

  static Front plain(Binding binding, List<Handler> handlers) {
    Server server = server();
    ServerConnector connector = new ServerConnector(server, http(binding, new HttpConfiguration()));
    return bound(server, connector, binding, handlers);
  }

  /**
   * HTTPS with a PEM certificate chain and its PKCS #8 key.
   *
   * @throws GeneralSecurityException when one of them is not what it should be
   */
  public static Front secured(Binding binding, String certificate, String key, Answering answering)
      throws GeneralSecurityException, IOException {
    Server server = server();
    SslContextFactory.Server tls = new SslContextFactory.Server();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("guard", privateKey(key), new char[0], chain(certificate));
    tls.setKeyStore(store);
    tls.setKeyStorePassword("");
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    tls.setSniRequired(false);
    HttpConfiguration configuration = new HttpConfiguration();
    SecureRequestCustomizer customizer = new SecureRequestCustomizer();
    customizer.setSniHostCheck(false);
    configuration.addCustomizer(customizer);
    return bound(
        server,
        new ServerConnector(server, tls, http(binding, configuration)),
        binding,
        answering.handlers());
  }

  /** Begins to listen. */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the listener did not start", e);
    }
  }

  /** The port in use. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Answers whoever comes that the guard is stopping, and waits ten seconds at most until those
   * inside have been answered.
   */
  public void drain() throws InterruptedException {
    turnstile.shut(DRAIN);
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the listener did not stop", e);
    }
  }

  private static Server server() {
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS);
    threads.setName("front");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("exchange-"));
    Server server = new Server(threads);
    server.setErrorHandler(new BareErrors());
    // Whoever is inside has been waited for by then, and a quiet connection is owed nothing.
    server.setStopTimeout(0);
    return server;
  }

  private static HttpConnectionFactory http(Binding binding, HttpConfiguration configuration) {
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setSendDateHeader(false);
    configuration.setRequestHeaderSize(binding.limits().headerBytes());
    configuration.setIdleTimeout(IDLE_MILLIS);
    configuration.setHeaderCacheSize(CACHED_HEADER_BYTES);
    return new HttpConnectionFactory(configuration);
  }

  private static Front bound(
      Server server, ServerConnector connector, Binding binding, List<Handler> handlers) {
    connector.setHost(binding.host());
    connector.setPort(binding.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(512);
    server.addConnector(connector);
    int most = binding.limits().connections();
    Overflow overflow = new Overflow(most);
    connector.addBean(overflow);
    server.addBean(new NetworkConnectionLimit(most + Overflow.PLACES, server));
    connector.addBean(new SourceLimit(binding.limits().perSource()));
    connector.addBean(new HeadWatch(connector, binding.limits().headTime()));
    Turnstile turnstile =
        new Turnstile(binding.limits().inside(), overflow, new Handler.Sequence(handlers));
    server.setHandler(turnstile);
    return new Front(server, connector, turnstile);
  }

  private static Certificate[] chain(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
        .toArray(new Certificate[0]);
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    String base64 = pem.replaceAll("-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----|\\s", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (InvalidKeySpecException notEllipticCurve) {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
  }
}
