package io.mcpguard.assertion;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * What the filters of this library do alike: the content is read once, within a cap, and the
 * servlet gets the bytes that were verified; a request that the servlet dispatches once more is
 * known again.
 */
public final class Passage {
  private final int mostBytes;

  /** The attribute, and the value, of a request that went through here: nobody else can set it. */
  private final Object admitted = new Object();

  private final String admittedName;

  /**
   * The passage of one filter.
   *
   * @param mostBytes the largest content, at least 1
   */
  public Passage(Class<? extends Filter> filter, int mostBytes) {
    if (mostBytes < 1) {
      throw new IllegalArgumentException("mostBytes: must be at least 1, was " + mostBytes);
    }
    this.mostBytes = mostBytes;
    this.admittedName = filter.getName() + "@" + System.identityHashCode(admitted);
  }

  /** Whether this is a request that went through already, dispatched once more. */
  public boolean isAdmitted(ServletRequest request) {
    return request.getDispatcherType() == DispatcherType.ASYNC
        && admitted.equals(request.getAttribute(admittedName));
  }

  /**
   * Takes away what an earlier dispatch, or somebody else, left at a request that is to be held.
   */
  public void forget(ServletRequest request, String attribute) {
    request.removeAttribute(attribute);
    request.removeAttribute(admittedName);
  }

  /** All the content of a request; one that has more than the cap is answered here with 413. */
  public Optional<byte[]> content(HttpServletRequest call, HttpServletResponse answer)
      throws IOException {
    byte[] content = call.getInputStream().readNBytes(mostBytes + 1);
    if (content.length > mostBytes) {
      RefusalText.send(
          answer, 413, "too_large", "the content is larger than " + mostBytes + " bytes");
      return Optional.empty();
    }
    return Optional.of(content);
  }

  /** Lets a request go on with the content that was verified. */
  public void admit(
      HttpServletRequest call, byte[] content, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    call.setAttribute(admittedName, admitted);
    chain.doFilter(new BufferedRequest(call, content), answer);
  }
}
