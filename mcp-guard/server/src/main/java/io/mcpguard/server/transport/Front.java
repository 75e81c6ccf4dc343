package io.mcpguard.server.transport;

import io.mcpguard.authserver.web.WebHandler;
import io.mcpguard.server.config.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
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

  private final Server server;
  private final ServerConnector connector;
  private final Turnstile turnstile;

  /**
   * Where and how to listen.
   *
   * @param host the address to bind
   * @param port the port; 0 takes a free one
   * @param limits what strangers may take
   * @param proxies addresses of reverse proxies that say who calls
   */
  public record Binding(String host, int port, Limits limits, Set<String> proxies) {
    public Binding {
      proxies = Set.copyOf(proxies);
    }

    /** Behind no proxy. */
    public Binding(String host, int port, Limits limits) {
      this(host, port, limits, Set.of());
    }

    private TrustedProxies trusted() {
      return TrustedProxies.at(proxies);
    }
  }

  /**
   * What strangers may take.
   *
   * @param headerBytes the most bytes of a request's head
   * @param headTime the longest time of a request's head
   * @param idleTime the longest silence
   * @param inside the most requests at a time
   * @param connections the most connections
   * @param perSource the most connections of one source
   */
  public record Limits(
      int headerBytes,
      Duration headTime,
      Duration idleTime,
      int inside,
      int connections,
      int perSource) {
    /** For operators: a few at a time. */
    public static Limits few(int headerBytes) {
      return new Limits(headerBytes, Duration.ofSeconds(10), Duration.ofSeconds(30), 32, 64, 64);
    }

    /**
     * Ten and thirty seconds, 4,000 requests, 5,000 connections, and half of those for one source.
     */
    public static Limits usual(int headerBytes) {
      return new Limits(
          headerBytes,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          4_000,
          MOST_CONNECTIONS,
          MOST_CONNECTIONS / 2);
    }
  }

  /**
   * Who answers, in this order: each leaves to the next what is not its own.
   *
   * @param hosts refuses what is sent to a foreign name
   * @param proofs answers callers who ask for the proof of a call
   * @param mcp answers where MCP is spoken
   * @param authorization answers for the authorization server
   */
  public record Answering(
      HostCheck hosts, ProofHandler proofs, McpHandler mcp, WebHandler authorization) {
    private List<Handler> handlers() {
      // Some clients look for metadata below the MCP path, so MCP takes what is left.
      return List.of(hosts, proofs, authorization, mcp);
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

  /** A witness of other ledgers, in plain HTTP. */
  public static Front witness(Binding binding, WitnessHandler handler) {
    return plain(binding, List.of(handler));
  }

  static Front plain(Binding binding, List<Handler> handlers) {
    Server server = server();
    ServerConnector connector = new ServerConnector(server, http(binding, new HttpConfiguration()));
    return bound(server, connector, binding, handlers);
  }

  /** The admin port, which is on this machine alone. */
  public static Front admin(Binding binding, HostCheck hosts, AdminHandler admin) {
    return plain(binding, List.of(hosts, admin));
  }

  /** HTTPS. */
  public static Front secured(Binding binding, TlsIdentity identity, Answering answering)
      throws IOException {
    return secured(binding, identity, answering.handlers());
  }

  static Front secured(Binding binding, TlsIdentity identity, List<Handler> handlers)
      throws IOException {
    Server server = server();
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(store(identity));
    tls.setKeyStorePassword("");
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    tls.setSniRequired(false);
    HttpConfiguration configuration = new HttpConfiguration();
    SecureRequestCustomizer customizer = new SecureRequestCustomizer();
    customizer.setSniHostCheck(false);
    configuration.addCustomizer(customizer);
    return bound(
        server, new ServerConnector(server, tls, http(binding, configuration)), binding, handlers);
  }

  private static KeyStore store(TlsIdentity identity) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "guard", identity.reveal(), new char[0], identity.chain().toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("tls: the platform does not take the certificate and its key", e);
    }
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
   * Answers whoever comes that the guard is stopping, and waits so long at most until those inside
   * have been answered.
   */
  public void drain(Duration atMost) throws InterruptedException {
    turnstile.shut(atMost);
  }

  /**
   * Cuts who is still connected, then stops: Jetty's own stop closes connections on the thread that
   * would have to finish their writes first, and waits for those.
   */
  @Override
  public void close() throws IOException {
    try {
      connector.getConnectedEndPoints().forEach(EndPoint::close);
      server.stop();
    } catch (Exception e) {
      throw new IOException("the listener did not stop", e);
    }
  }

  private static Server server() {
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS);
    threads.setName("front");
    // One name for all: a number would be written for each exchange, and read by nobody.
    Thread.Builder exchange = Thread.ofVirtual().name("exchange");
    threads.setVirtualThreadsExecutor(exchange::start);
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
    configuration.setIdleTimeout(binding.limits().idleTime().toMillis());
    configuration.setHeaderCacheSize(CACHED_HEADER_BYTES);
    TrustedProxies proxies = binding.trusted();
    if (proxies.isAnybody()) {
      configuration.addCustomizer(proxies);
    }
    return new HttpConnectionFactory(configuration);
  }

  private static Front bound(
      Server server, ServerConnector connector, Binding binding, List<Handler> handlers) {
    connector.setHost(binding.host());
    connector.setPort(binding.port());
    connector.setIdleTimeout(binding.limits().idleTime().toMillis());
    connector.setAcceptQueueSize(512);
    server.addConnector(connector);
    int most = binding.limits().connections();
    Overflow overflow = new Overflow(most);
    connector.addBean(overflow);
    server.addBean(new NetworkConnectionLimit(most + Overflow.PLACES, server));
    connector.addBean(new SourceLimit(binding.limits().perSource(), binding.trusted()));
    connector.addBean(
        new HeadWatch(connector, binding.limits().headTime(), binding.limits().idleTime()));
    Turnstile turnstile =
        new Turnstile(binding.limits().inside(), overflow, new Handler.Sequence(handlers));
    server.setHandler(turnstile);
    return new Front(server, connector, turnstile);
  }
}
