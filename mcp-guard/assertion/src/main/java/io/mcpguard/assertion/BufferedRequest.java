package io.mcpguard.assertion;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body is the bytes that were verified. */
final class BufferedRequest extends HttpServletRequestWrapper {
  private final BufferedBody body;

  /** This request with these bytes, which are not copied. */
  BufferedRequest(HttpServletRequest request, byte[] body) {
    super(request);
    this.body = new BufferedBody(body);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  /** JSON is UTF-8 whatever the request claims (RFC 8259 §8.1). */
  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  @Override
  public String getCharacterEncoding() {
    return StandardCharsets.UTF_8.name();
  }

  @Override
  public int getContentLength() {
    return body.length();
  }

  @Override
  public long getContentLengthLong() {
    return body.length();
  }
}
