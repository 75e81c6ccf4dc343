package io.mcpguard.assertion.signature;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;

/**
 * Signs what a servlet answers to an asserted call: stands behind the filter that verifies the
 * call, right in front of the servlet. Signed are JSON answers that are written before the servlet
 * returns; event streams, asynchronous answers and those beyond the cap go out unsigned, for a
 * signature stands in the head and covers the last byte.
 */
public final class ResultSignatureFilter implements Filter {
  private static final int USUAL_CAP = 4 << 20;

  private final ResultSigner signer;
  private final InstantSource clock;
  private final int mostBytes;

  /** Signs answers of up to 4 MiB. */
  public ResultSignatureFilter(ResultSigner signer, InstantSource clock) {
    this(signer, clock, USUAL_CAP);
  }

  /**
   * Signs answers of up to a size.
   *
   * @param mostBytes at least 1
   */
  public ResultSignatureFilter(ResultSigner signer, InstantSource clock, int mostBytes) {
    if (mostBytes < 1) {
      throw new IllegalArgumentException("mostBytes: must be at least 1, was " + mostBytes);
    }
    this.signer = signer;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest call)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("the result filter stands in front of HTTP servlets only");
    }
    Optional<RequestBinding> binding =
        RequestBinding.of(name -> Collections.list(call.getHeaders(name)));
    if (binding.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    SignedResponse kept = new SignedResponse(answer, mostBytes);
    chain.doFilter(new Detaching(call, kept), kept);
    Optional<byte[]> content = kept.content();
    if (content.isPresent()) {
      send(answer, content.get(), binding.get());
    }
  }

  private void send(HttpServletResponse answer, byte[] content, RequestBinding binding)
      throws IOException, ServletException {
    SignatureFields fields;
    try {
      fields = signer.sign(answer.getStatus(), content, binding, clock.instant());
    } catch (GeneralSecurityException fault) {
      throw new ServletException("the key for results does not sign", fault);
    }
    answer.setHeader(SignatureFields.CONTENT_DIGEST, fields.contentDigest());
    answer.setHeader(SignatureFields.SIGNATURE_INPUT, fields.signatureInput());
    answer.setHeader(SignatureFields.SIGNATURE, fields.signature());
    answer.setContentLength(content.length);
    answer.getOutputStream().write(content);
  }

  /** A request whose servlet may go on after it returned; then nobody keeps its answer back. */
  private static final class Detaching extends HttpServletRequestWrapper {
    private final SignedResponse answer;

    Detaching(HttpServletRequest call, SignedResponse answer) {
      super(call);
      this.answer = answer;
    }

    @Override
    public AsyncContext startAsync() {
      passing();
      return super.startAsync();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
      passing();
      return super.startAsync(request, response);
    }

    private void passing() {
      try {
        answer.pass();
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
  }
}
