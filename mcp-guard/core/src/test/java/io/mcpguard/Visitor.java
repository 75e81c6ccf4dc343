package io.mcpguard;

import io.mcpguard.streamable.ClientExchange;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP request and what was answered, without a server beneath. */
final class Visitor implements ClientExchange {
  private final Map<String, String> asked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final String method;
  private String source = "127.0.0.1";
  private byte[] sent = {};
  private int status;

  Visitor(String method) {
    this.method = method;
  }

  Visitor with(String name, String value) {
    asked.put(name, value);
    return this;
  }

  Visitor from(String address) {
    this.source = address;
    return this;
  }

  Visitor sending(byte[] body) {
    this.sent = body.clone();
    return this;
  }

  int status() {
    return status;
  }

  /** A field of the answer; empty text where it is missing. */
  String field(String name) {
    return told.getOrDefault(name, "");
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public List<String> values(String name) {
    return asked.containsKey(name) ? List.of(asked.getOrDefault(name, "")) : List.of();
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(sent);
  }

  @Override
  public void status(int code) {
    this.status = code;
  }

  @Override
  public void field(String name, String value) {
    told.put(name, value);
  }

  @Override
  public void whole(byte[] body) {}

  @Override
  public void begin() {}

  @Override
  public void piece(byte[] bytes) {}

  @Override
  public void end() {}
}
