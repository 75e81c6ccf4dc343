package io.mcpguard.testkit;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP or HTTPS server on 127.0.0.1, at a port the system chose; one virtual thread per request.
 */
final class Loopback implements AutoCloseable {

  /** What stands behind the server. Returning ends the answer; throwing breaks the connection. */
  @FunctionalInterface
  interface Endpoint {
    void answer(Received request, Answering answer) throws IOException, InterruptedException;
  }

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final Server server;
  private final String scheme;
  private final int port;

  private Loopback(Server server, String scheme, int port) {
    this.server = server;
    this.scheme = scheme;
    this.port = port;
  }

  static Loopback serve(Endpoint endpoint) {
    Server server = server();
    return started(server, new ServerConnector(server, 1, 1, http()), "http", endpoint);
  }

  /** HTTPS with a certificate for 127.0.0.1. */
  static Loopback secured(LoopbackCertificate certificate, Endpoint endpoint) {
    Server server = server();
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(certificate.context());
    return started(server, new ServerConnector(server, tls, http()), "https", endpoint);
  }

  private static Server server() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return new Server(threads);
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(64 * 1024);
    return new HttpConnectionFactory(http);
  }

  private static Loopback started(
      Server server, ServerConnector connector, String scheme, Endpoint endpoint) {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Blocking(endpoint));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the fixture could not listen on loopback", e);
    }
    return new Loopback(server, scheme, connector.getLocalPort());
  }

  URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  int port() {
    return port;
  }

  /**
   * Cuts first who is still connected, and waits a while for the rest: Jetty's stop may wait for a
   * write that its own thread holds.
   */
  @Override
  public void close() {
    for (Connector connector : server.getConnectors()) {
      connector.getConnectedEndPoints().forEach(EndPoint::close);
    }
    Thread stopping = Thread.ofPlatform().daemon().name("fixture-stop").start(this::stop);
    try {
      stopping.join(LONGEST_STOP);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the fixture could not be stopped", e);
    }
  }

  private static final class Blocking extends Handler.Abstract {
    private final Endpoint endpoint;

    Blocking(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      List<Received.Field> fields =
          request.getHeaders().stream()
              .map(field -> new Received.Field(field.getName(), String.valueOf(field.getValue())))
              .toList();
      byte[] body = Content.Source.asInputStream(request).readAllBytes();
      Answering answer = new Answering(response);
      endpoint.answer(
          new Received(request.getMethod(), request.getHttpURI().getPathQuery(), fields, body),
          answer);
      answer.close();
      callback.succeeded();
      return true;
    }
  }
}
