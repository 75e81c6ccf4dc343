package io.mcpguard.assertion;

import io.mcpguard.assertion.Admission.Asserted;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a call reach an MCP servlet only with an assertion of exactly that call (Jakarta Servlet 6).
 *
 * <p>The body is read once, within a cap; the verifier and the servlet get the same bytes. GET and
 * DELETE carry no call and pass without a user: the stream's messages and the session's end are
 * protected by the hop between guard and server. Every other method but POST is refused. A request
 * that the servlet dispatches once more is the call that was let through, and goes on as it is.
 */
public final class AssertionFilter implements Filter {
  /** The header that carries an assertion. */
  public static final String HEADER = "Txn-Token";

  private static final String ATTRIBUTE = ToolCallAssertion.class.getName();
  private static final int USUAL_CAP = 4 << 20;

  private final AssertionGate gate;
  private final Passage passage;

  /** Enforces, and takes bodies of up to 4 MiB. */
  public AssertionFilter(AssertionVerifier verifier) {
    this(verifier, USUAL_CAP);
  }

  /**
   * Enforces, and takes bodies of up to a size.
   *
   * @param mostBytes at least 1
   */
  public AssertionFilter(AssertionVerifier verifier, int mostBytes) {
    this(AssertionGate.enforcing(verifier), mostBytes);
  }

  /** Takes bodies of up to 4 MiB. */
  public AssertionFilter(AssertionGate gate) {
    this(gate, USUAL_CAP);
  }

  /**
   * Takes bodies of up to a size.
   *
   * @param mostBytes at least 1
   */
  public AssertionFilter(AssertionGate gate, int mostBytes) {
    this.gate = gate;
    this.passage = new Passage(AssertionFilter.class, mostBytes);
  }

  /**
   * The assertion of the call in work; empty where a message carries no user, and where a gate that
   * only observes let it through.
   */
  public static Optional<ToolCallAssertion> assertionOf(ServletRequest request) {
    return Optional.ofNullable((ToolCallAssertion) request.getAttribute(ATTRIBUTE));
  }

  /**
   * The assertion as entries of a transport context, under {@code
   * io.mcpguard.assertion.ToolCallAssertion}; for the MCP Java SDK's context extractor.
   */
  public static Map<String, Object> contextOf(ServletRequest request) {
    return assertionOf(request)
        .<Map<String, Object>>map(call -> Map.of(ATTRIBUTE, call))
        .orElse(Map.of());
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest call)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("the assertion filter stands in front of HTTP servlets only");
    }
    if (passage.isAdmitted(request)) {
      chain.doFilter(request, response);
      return;
    }
    passage.forget(request, ATTRIBUTE);
    switch (call.getMethod()) {
      case "POST" -> post(call, answer, chain);
      case "GET", "DELETE" -> chain.doFilter(call, answer);
      default -> RefusalText.send(answer, 405, "method_not_allowed", "use POST, GET or DELETE");
    }
  }

  private void post(HttpServletRequest call, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    Optional<byte[]> body = passage.content(call, answer);
    if (body.isEmpty()) {
      return;
    }
    Admission admission;
    try {
      admission = gate.admit(tokens(call), body.get());
    } catch (AssertionRejected rejected) {
      AssertionRejected.Reason reason = rejected.reason();
      RefusalText.send(answer, reason.status(), reason.code(), reason.says());
      return;
    }
    if (admission instanceof Asserted asserted) {
      call.setAttribute(ATTRIBUTE, asserted.call());
    }
    passage.admit(call, body.get(), answer, chain);
  }

  private static List<RawAssertion> tokens(HttpServletRequest call) {
    return Collections.list(call.getHeaders(HEADER)).stream().map(RawAssertion::new).toList();
  }
}
