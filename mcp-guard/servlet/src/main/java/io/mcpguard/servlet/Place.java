package io.mcpguard.servlet;

import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came in and whence, read from the container's request before the servlet runs.
 */
record Place(
    ServletContext context,
    HttpServletMapping mapping,
    String contextPath,
    String servletPath,
    @Nullable String pathInfo,
    String uri,
    String url,
    String protocol,
    String scheme,
    Address server,
    Address local,
    String localName,
    Address remote,
    Security security,
    String requestId,
    String protocolRequestId,
    ServletConnection connection) {

  /** A host, or its address, and a port. */
  record Address(String host, int port) {}

  /** How the container's request came in. */
  enum Security {
    PLAIN,
    SECURE
  }

  static Place of(HttpServletRequest request) {
    return new Place(
        request.getServletContext(),
        request.getHttpServletMapping(),
        request.getContextPath(),
        request.getServletPath(),
        request.getPathInfo(),
        request.getRequestURI(),
        request.getRequestURL().toString(),
        request.getProtocol(),
        request.getScheme(),
        new Address(request.getServerName(), request.getServerPort()),
        new Address(request.getLocalAddr(), request.getLocalPort()),
        request.getLocalName(),
        new Address(request.getRemoteAddr(), request.getRemotePort()),
        request.isSecure() ? Security.SECURE : Security.PLAIN,
        request.getRequestId(),
        request.getProtocolRequestId(),
        request.getServletConnection());
  }
}
