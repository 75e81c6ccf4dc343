package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.Passage;
import io.mcpguard.assertion.RefusalText;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets a request reach an MCP servlet only with the guard's signature of exactly that request
 * (Jakarta Servlet 6). Every request has one: handshake, list, call, stream and end of a session.
 *
 * <p>The content is read once, within a cap; the verifier and the servlet get the same bytes. A
 * request that the servlet dispatches once more is the one that was let through, and goes on as it
 * is.
 */
public final class SignatureFilter implements Filter {
  private static final String ATTRIBUTE = RequestSignature.class.getName();
  private static final int USUAL_CAP = 4 << 20;

  private final RequestVerifier verifier;
  private final String origin;
  private final Passage passage;

  /** Takes content of up to 4 MiB. */
  public SignatureFilter(RequestVerifier verifier, URI origin) {
    this(verifier, origin, USUAL_CAP);
  }

  /**
   * Takes content of up to a size.
   *
   * @param origin scheme, host and port under which the guard reaches this server: it is not taken
   *     from a request, where anybody may write any {@code Host}
   * @param mostBytes at least 1
   */
  public SignatureFilter(RequestVerifier verifier, URI origin, int mostBytes) {
    this.verifier = verifier;
    this.origin = normal(origin);
    this.passage = new Passage(SignatureFilter.class, mostBytes);
  }

  /** The signature of the request in work. */
  public static Optional<RequestSignature> signatureOf(ServletRequest request) {
    return Optional.ofNullable((RequestSignature) request.getAttribute(ATTRIBUTE));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest call)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("the signature filter stands in front of HTTP servlets only");
    }
    if (passage.isAdmitted(request)) {
      chain.doFilter(request, response);
      return;
    }
    passage.forget(request, ATTRIBUTE);
    Optional<byte[]> content = passage.content(call, answer);
    if (content.isEmpty()) {
      return;
    }
    try {
      call.setAttribute(ATTRIBUTE, verifier.admit(message(call, content.get())));
    } catch (SignatureRejected rejected) {
      SignatureRejected.Reason reason = rejected.reason();
      RefusalText.send(answer, reason.status(), reason.code(), reason.says());
      return;
    }
    passage.admit(call, content.get(), answer, chain);
  }

  private RequestMessage message(HttpServletRequest call, byte[] content) {
    String query = call.getQueryString();
    String target = origin + call.getRequestURI() + (query == null ? "" : "?" + query);
    return new RequestMessage(
        call.getMethod(), target, name -> Collections.list(call.getHeaders(name)), content);
  }

  /** As a request's target URI begins: RFC 9110 §4.2.3. */
  private static String normal(URI origin) {
    String scheme = String.valueOf(origin.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(origin.getHost()).toLowerCase(Locale.ROOT);
    boolean isOrigin =
        (scheme.equals("https") || scheme.equals("http"))
            && origin.getHost() != null
            && origin.getRawUserInfo() == null
            && origin.getRawPath().matches("/?")
            && origin.getRawQuery() == null
            && origin.getRawFragment() == null;
    if (!isOrigin) {
      throw new IllegalArgumentException(
          "origin: must be scheme, host and port alone, such as https://tools.example");
    }
    boolean own = origin.getPort() == (scheme.equals("https") ? 443 : 80) || origin.getPort() < 0;
    return scheme + "://" + host + (own ? "" : ":" + origin.getPort());
  }
}
