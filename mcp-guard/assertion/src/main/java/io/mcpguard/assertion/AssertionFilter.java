package io.mcpguard.assertion;

import io.mcpguard.assertion.Admission.Asserted;
import io.mcpguard.assertion.Admission.WithoutUser;
import io.mcpguard.assertion.json.JsonText;
import jakarta.servlet.DispatcherType;
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

  private final AssertionVerifier verifier;
  private final int mostBytes;

  /** The attribute, and the value, of a request that this very filter let through. */
  private final Object admitted = new Object();

  private final String admittedName =
      AssertionFilter.class.getName() + "@" + System.identityHashCode(admitted);

  /** Takes bodies of up to 4 MiB. */
  public AssertionFilter(AssertionVerifier verifier) {
    this(verifier, USUAL_CAP);
  }

  /**
   * Takes bodies of up to a size.
   *
   * @param mostBytes at least 1
   */
  public AssertionFilter(AssertionVerifier verifier, int mostBytes) {
    if (mostBytes < 1) {
      throw new IllegalArgumentException("mostBytes: must be at least 1, was " + mostBytes);
    }
    this.verifier = verifier;
    this.mostBytes = mostBytes;
  }

  /** The assertion of the call in work; empty where a message carries no user. */
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
    if (request.getDispatcherType() == DispatcherType.ASYNC
        && admitted.equals(request.getAttribute(admittedName))) {
      chain.doFilter(request, response);
      return;
    }
    request.removeAttribute(ATTRIBUTE);
    request.removeAttribute(admittedName);
    switch (call.getMethod()) {
      case "POST" -> post(call, answer, chain);
      case "GET", "DELETE" -> chain.doFilter(call, answer);
      default -> refuse(answer, 405, "method_not_allowed", "use POST, GET or DELETE");
    }
  }

  private void post(HttpServletRequest call, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    byte[] body = call.getInputStream().readNBytes(mostBytes + 1);
    if (body.length > mostBytes) {
      refuse(answer, 413, "too_large", "the body is larger than " + mostBytes + " bytes");
      return;
    }
    Admission admission;
    try {
      admission = verifier.admit(tokens(call), body);
    } catch (AssertionRejected rejected) {
      AssertionRejected.Reason reason = rejected.reason();
      refuse(answer, reason.status(), reason.code(), reason.says());
      return;
    }
    if (admission instanceof Asserted asserted) {
      call.setAttribute(ATTRIBUTE, asserted.call());
    } else if (!(admission instanceof WithoutUser)) {
      throw new ServletException("an admission of a kind unknown to the filter");
    }
    call.setAttribute(admittedName, admitted);
    chain.doFilter(new BufferedRequest(call, body), answer);
  }

  private static List<RawAssertion> tokens(HttpServletRequest call) {
    return Collections.list(call.getHeaders(HEADER)).stream().map(RawAssertion::new).toList();
  }

  /** A JSON-RPC error without an id: nothing of a refused message is repeated. */
  private static void refuse(HttpServletResponse answer, int status, String reason, String says)
      throws IOException {
    JsonText error =
        JsonText.object()
            .put("code", 1000 + status)
            .put("message", says)
            .put("data", JsonText.object().put("reason", reason));
    byte[] body = JsonText.object().put("jsonrpc", "2.0").putNull("id").put("error", error).bytes();
    answer.setStatus(status);
    answer.setContentType("application/json");
    answer.setHeader("Cache-Control", "no-store");
    answer.setContentLength(body.length);
    answer.getOutputStream().write(body);
  }
}
