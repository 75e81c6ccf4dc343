package io.mcpguard.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The constant part of requests: method, target, {@code Host} and the headers that never change,
 * encoded once.
 */
public final class RequestHead {
  private final byte[] bytes;
  private final Destination destination;
  private final String method;

  private RequestHead(byte[] bytes, Destination destination, String method) {
    this.bytes = bytes;
    this.destination = destination;
    this.method = method;
  }

  /**
   * A request head. {@code Host} and {@code Content-Length} are set by the client and must not be
   * among the headers.
   *
   * @param method an upper-case method that this guard uses: GET, POST or DELETE
   */
  public static RequestHead of(String method, Destination destination, List<Header> constant) {
    if (!List.of("GET", "POST", "DELETE").contains(method)) {
      throw new IllegalArgumentException("the method must be GET, POST or DELETE");
    }
    StringBuilder text = new StringBuilder(256);
    text.append(method).append(' ').append(destination.path()).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(destination.hostHeader()).append("\r\n");
    constant.forEach(h -> text.append(h.name()).append(": ").append(h.value()).append("\r\n"));
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    return new RequestHead(bytes, destination, method);
  }

  /** Where the request goes. */
  public Destination destination() {
    return destination;
  }

  /** Method and destination without path; headers may be credentials. */
  @Override
  public String toString() {
    return method + " " + destination.hostHeader();
  }

  byte[] bytes() {
    return bytes;
  }

  boolean hasBody() {
    return method.equals("POST");
  }
}
