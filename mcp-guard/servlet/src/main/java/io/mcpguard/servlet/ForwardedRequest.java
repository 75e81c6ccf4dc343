package io.mcpguard.servlet;

import io.mcpguard.assertion.BufferedBody;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletMapping;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the servlet is asked: the guard's bytes, the guard's header fields, and where it is. */
final class ForwardedRequest extends BareRequest {
  private final Carrier carrier;
  private final CapturedResponse response;
  private final Place place;
  private final String method;
  private final ForwardedHeaders headers;
  private final BufferedBody body;
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private volatile DispatcherType dispatcher = DispatcherType.REQUEST;
  private volatile @Nullable DetachedAsync async;
  private volatile @Nullable DetachedAsync awaited;

  ForwardedRequest(Carrier carrier, ChainCall.Line line, CapturedResponse response) {
    super(carrier);
    this.carrier = carrier;
    this.response = response;
    this.place = Place.of(carrier.request());
    this.method = line.method();
    this.headers = new ForwardedHeaders(line.headers(), host(place));
    this.body = new BufferedBody(line.body());
  }

  private static String host(Place place) {
    boolean usual = place.server().port() == (place.scheme().equals("https") ? 443 : 80);
    return usual ? place.server().host() : place.server().host() + ":" + place.server().port();
  }

  /** Waits for an asynchronous servlet, and says whether it wants to be called once more. */
  boolean isDispatchedAgain() throws IOException, InterruptedException {
    DetachedAsync begun = async;
    if (begun == null || begun.equals(awaited)) {
      return false;
    }
    awaited = begun;
    if (response.isAbandoned()) {
      begun.abandon(); // Given up before it began, when there was nothing to abandon.
    }
    response.beginStream();
    boolean again = begun.awaitDispatch();
    if (again) {
      dispatcher = DispatcherType.ASYNC;
    }
    return again;
  }

  /**
   * The servlet that has not returned yet may still be adding its listeners: it is told once it has
   * (Jakarta Servlet 6.1, AsyncContext: no event comes before the dispatch that began it returns).
   */
  void abandonAsync() {
    DetachedAsync begun = awaited;
    if (begun != null) {
      begun.abandon();
    }
  }

  @Override
  public AsyncContext startAsync() {
    return startAsync(this, response);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse answer) {
    if (isAsyncStarted()) {
      throw new IllegalStateException("asynchronous processing has begun already");
    }
    DetachedAsync begun = new DetachedAsync(carrier, request, answer);
    async = begun;
    return begun;
  }

  @Override
  public boolean isAsyncStarted() {
    DetachedAsync begun = async;
    return begun != null && !begun.isOver();
  }

  @Override
  public boolean isAsyncSupported() {
    return true;
  }

  @Override
  public AsyncContext getAsyncContext() {
    DetachedAsync begun = async;
    if (begun == null) {
      throw new IllegalStateException("asynchronous processing has not begun");
    }
    return begun;
  }

  @Override
  public DispatcherType getDispatcherType() {
    return dispatcher;
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return headers.values(name).stream().findFirst().orElse(null);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(headers.values(name));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return headers.names();
  }

  @Override
  public int getIntHeader(String name) {
    List<String> values = headers.values(name);
    return values.isEmpty() ? -1 : Integer.parseInt(values.getFirst());
  }

  /** The guard sends no date. */
  @Override
  public long getDateHeader(String name) {
    return -1;
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  /** JSON is UTF-8 whatever anybody claims (RFC 8259 §8.1). */
  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  @Override
  public String getCharacterEncoding() {
    return StandardCharsets.UTF_8.name();
  }

  @Override
  public void setCharacterEncoding(String encoding) {}

  @Override
  public void setCharacterEncoding(Charset encoding) {}

  @Override
  public int getContentLength() {
    return body.length();
  }

  @Override
  public long getContentLengthLong() {
    return body.length();
  }

  @Override
  public @Nullable String getContentType() {
    return getHeader("Content-Type");
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(attributes.keySet());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
  }

  @Override
  public ServletContext getServletContext() {
    return place.context();
  }

  @Override
  public HttpServletMapping getHttpServletMapping() {
    return place.mapping();
  }

  @Override
  public String getContextPath() {
    return place.contextPath();
  }

  @Override
  public String getServletPath() {
    return place.servletPath();
  }

  @Override
  public @Nullable String getPathInfo() {
    return place.pathInfo();
  }

  @Override
  public String getRequestURI() {
    return place.uri();
  }

  /** The API's own type. */
  @Override
  @SuppressWarnings("JdkObsolete")
  public StringBuffer getRequestURL() {
    return new StringBuffer(place.url());
  }

  @Override
  public String getProtocol() {
    return place.protocol();
  }

  @Override
  public String getScheme() {
    return place.scheme();
  }

  @Override
  public boolean isSecure() {
    return place.security() == Place.Security.SECURE;
  }

  @Override
  public String getServerName() {
    return place.server().host();
  }

  @Override
  public int getServerPort() {
    return place.server().port();
  }

  @Override
  public String getLocalAddr() {
    return place.local().host();
  }

  @Override
  public String getLocalName() {
    return place.localName();
  }

  @Override
  public int getLocalPort() {
    return place.local().port();
  }

  @Override
  public String getRemoteAddr() {
    return place.remote().host();
  }

  @Override
  public String getRemoteHost() {
    return place.remote().host();
  }

  @Override
  public int getRemotePort() {
    return place.remote().port();
  }

  @Override
  public String getRequestId() {
    return place.requestId();
  }

  @Override
  public String getProtocolRequestId() {
    return place.protocolRequestId();
  }

  @Override
  public ServletConnection getServletConnection() {
    return place.connection();
  }
}
