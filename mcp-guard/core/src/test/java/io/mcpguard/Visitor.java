package io.mcpguard;

import io.mcpguard.streamable.ClientExchange;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One HTTP request and what was answered, without a server beneath. */
final class Visitor implements ClientExchange {
  private final Map<String, List<String>> asked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final String method;
  private String source = "127.0.0.1";
  private byte[] sent = {};
  private int status;

  Visitor(String method) {
    this.method = method;
  }

  Visitor with(String name, String value) {
    asked.merge(
        name,
        List.of(value),
        (before, more) -> Stream.of(before, more).flatMap(List::stream).toList());
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
    return asked.getOrDefault(name, List.of());
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
