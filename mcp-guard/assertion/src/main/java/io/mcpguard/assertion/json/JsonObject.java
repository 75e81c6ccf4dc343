package io.mcpguard.assertion.json;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Members in the order they stand in the document; no name twice. */
public final class JsonObject implements JsonValue {
  private final int start;
  private final int end;
  private final JsonMember[] members;

  JsonObject(int start, int end, JsonMember[] members) {
    this.start = start;
    this.end = end;
    this.members = members;
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int end() {
    return end;
  }

  /** The members, unmodifiable. */
  public List<JsonMember> members() {
    return Collections.unmodifiableList(Arrays.asList(members));
  }

  /** The value named so, whatever its kind. */
  public Optional<JsonValue> member(String name) {
    for (JsonMember member : members) {
      if (member.isNamed(name)) {
        return Optional.of(member.value());
      }
    }
    return Optional.empty();
  }

  /** The text named so; empty when absent or of another kind. */
  public Optional<String> string(String name) {
    return member(name, JsonString.class).map(JsonString::value);
  }

  /** The object named so; empty when absent or of another kind. */
  public Optional<JsonObject> object(String name) {
    return member(name, JsonObject.class);
  }

  /** The array named so; empty when absent or of another kind. */
  public Optional<JsonArray> array(String name) {
    return member(name, JsonArray.class);
  }

  /** The number named so; empty when absent or of another kind. */
  public Optional<JsonNumber> number(String name) {
    return member(name, JsonNumber.class);
  }

  /** The integer named so; empty when absent, of another kind, or beyond a {@code long}. */
  public OptionalLong integer(String name) {
    Optional<JsonNumber> number = number(name);
    return number.isPresent() ? number.get().toLong() : OptionalLong.empty();
  }

  /** The truth value named so; empty when absent or of another kind. */
  public Optional<Boolean> truth(String name) {
    return member(name, JsonBoolean.class).map(JsonBoolean::value);
  }

  /** The value named so and of that kind; empty when absent or of another kind. */
  public <V extends JsonValue> Optional<V> member(String name, Class<V> kind) {
    return member(name).filter(kind::isInstance).map(kind::cast);
  }

  JsonMember[] inOrder() {
    return members;
  }
}
