package io.mcpguard.servlet;

import io.mcpguard.McpGuard;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.streamable.LocalNames;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole guard in front of an MCP servlet, as OAuth 2.1 resource server: what reaches the
 * servlet was decided, recorded and signed before. Map it to every path of {@link #paths}, without
 * the context path, and to no other; whatever else comes through it is answered 404, so that no
 * spelling of a path leads around it.
 */
public final class GuardFilter implements Filter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GuardFilter.class);

  private final Serving serving;
  private final GuardState state;

  /**
   * What the filter serves with.
   *
   * @param name the endpoint's name in patterns and records
   * @param path the endpoint's path
   */
  record Serving(
      String name,
      String path,
      Endpoints endpoints,
      LocalNames names,
      Documents documents,
      ChainConnection connection,
      ThreadFactory threads) {}

  GuardFilter(Serving serving, GuardState state) {
    this.serving = serving;
    this.state = state;
  }

  /**
   * Begins to describe the guard of one endpoint.
   *
   * @param resource the endpoint's canonical URL, which clients connect to and access tokens name
   *     as their audience (RFC 8707)
   */
  public static GuardBuilder of(URI resource) {
    return new GuardBuilder(resource);
  }

  /**
   * Refuses to start where requests for the endpoint would not come through the filter.
   *
   * @throws ServletException when none of the patterns that the filter is mapped to covers it
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    Optional<FilterMapping> told = FilterMapping.of(config);
    if (told.isEmpty()) {
      LOG.warn(
          "the container does not say what the guard is mapped to; see that it is to all of {}",
          paths());
    }
    Optional<String> fault = told.flatMap(mapping -> mapping.fault(serving.path()));
    if (fault.isPresent()) {
      throw new ServletException(fault.get());
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("the guard stands in front of HTTP servlets only");
    }
    ServletExchange exchange = new ServletExchange(asked, answer);
    try {
      serve(exchange, chain);
    } catch (RuntimeException failed) {
      failed(exchange, failed);
    }
  }

  private void serve(ServletExchange exchange, FilterChain chain)
      throws IOException, ServletException {
    String path = exchange.request().getRequestURI();
    if (!serving.names().takesHost(exchange.request().getServerName())) {
      refuse(exchange, Reason.HOST_REFUSED.httpStatus(), Reason.HOST_REFUSED);
    } else if (serving.documents().has(path)) {
      serving.documents().answer(path, exchange);
    } else if (path.equals(serving.path())) {
      Carrier carrier = new Carrier(exchange.request(), chain, serving.threads());
      serving.connection().carried(carrier, () -> endpoint(serving.name(), exchange));
    } else {
      endpoint("", exchange);
    }
  }

  private void endpoint(String name, ServletExchange exchange) throws IOException {
    try {
      serving.endpoints().serve(name, exchange);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("the container is stopping", stopping);
    }
  }

  /** A defect of the guard's own: nothing of it is for the caller, and nothing is forwarded. */
  private static void failed(ServletExchange exchange, RuntimeException defect) throws IOException {
    LOG.error("the guard failed", defect);
    if (exchange.response().isCommitted()) {
      throw new IOException("the guard failed while it answered; see the log");
    }
    exchange.response().reset();
    refuse(exchange, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, Reason.INTERNAL);
  }

  private static void refuse(ServletExchange exchange, int status, Reason reason)
      throws IOException {
    exchange.status(status);
    exchange.field("Content-Type", "application/json");
    exchange.whole(Answers.refusal(reason));
  }

  GuardState state() {
    return state;
  }

  /**
   * The paths of the URLs that the filter answers: the endpoint, and what tells clients how to log
   * in. In a context of its own path, patterns are these without it.
   */
  public Set<String> paths() {
    Set<String> all = new TreeSet<>(serving.documents().paths());
    all.add(serving.path());
    return Set.copyOf(all);
  }

  /** The guard itself, to revoke agents and grants at, and to see what tools it has seen. */
  public McpGuard guard() {
    return state.guard();
  }

  /** Where the evidence lies. */
  public Path ledger() {
    return state.ledger().directory();
  }

  /** The {@code iss} of the assertions: the origin of the endpoint. */
  public String assertionIssuer() {
    return state.assertionIssuer();
  }

  /** The public keys of the assertions, as a file for {@code KeyFile} and other verifiers. */
  public Path assertionKeys() {
    return state.assertionKeys();
  }

  /** Whether calls can be recorded now. */
  public boolean isReady() {
    return state.journal().isReady();
  }

  @Override
  public void destroy() {
    try {
      close();
    } catch (IOException e) {
      LOG.error("the guard did not close cleanly", e);
    }
  }

  /** Ends every session and closes the data directory. */
  @Override
  public void close() throws IOException {
    serving.endpoints().drain(Duration.ZERO);
    state.close();
  }
}
