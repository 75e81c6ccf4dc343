package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One HTTP request as it arrived: head and body, nothing interpreted. */
public final class Received {

  /** One header field as it came. */
  public record Field(String name, String value) {}

  private final String method;
  private final String target;
  private final List<Field> fields;
  private final byte[] body;

  Received(String method, String target, List<Field> fields, byte[] body) {
    this.method = method;
    this.target = target;
    this.fields = List.copyOf(fields);
    this.body = body;
  }

  /** The HTTP method. */
  public String method() {
    return method;
  }

  /** Path and query. */
  public String target() {
    return target;
  }

  /** All header fields in the order of arrival. */
  public List<Field> fields() {
    return fields;
  }

  /** All values of a header, compared without regard to case. */
  public List<String> headers(String name) {
    return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body read as JSON; a missing node when it is none. */
  public JsonNode json() {
    return Json.readOrMissing(body);
  }

  /** The JSON-RPC method of the body, or an empty text. */
  public String rpcMethod() {
    return json().path("method").asText("");
  }

  /** Head and body in one text, for searching: nothing that arrived is left out. */
  public String everything() {
    StringBuilder all = new StringBuilder(method).append(' ').append(target).append('\n');
    for (Field field : fields) {
      all.append(field.name().toLowerCase(Locale.ROOT)).append(": ").append(field.value());
      all.append('\n');
    }
    return all.append('\n').append(text()).toString();
  }

  @Override
  public String toString() {
    return everything();
  }
}
