package io.mcpguard.servlet;

import io.mcpguard.streamable.ClientExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;

/** A caller's request as the container has it. */
record ServletExchange(HttpServletRequest request, HttpServletResponse response)
    implements ClientExchange {
  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String source() {
    return request.getRemoteAddr();
  }

  @Override
  public List<String> values(String name) {
    return Collections.list(request.getHeaders(name));
  }

  @Override
  public InputStream body() throws IOException {
    return request.getInputStream();
  }

  @Override
  public void status(int status) {
    response.setStatus(status);
  }

  @Override
  public void field(String name, String value) {
    response.setHeader(name, value);
  }

  @Override
  public void whole(byte[] body) throws IOException {
    response.setContentLength(body.length);
    piece(body);
  }

  @Override
  public void begin() throws IOException {
    response.flushBuffer();
  }

  @Override
  public void piece(byte[] bytes) throws IOException {
    response.getOutputStream().write(bytes);
    response.flushBuffer();
  }

  @Override
  public void end() throws IOException {
    response.getOutputStream().close();
  }
}
