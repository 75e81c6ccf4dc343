package io.mcpguard.policy;

import dev.cel.common.values.NullValue;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonNull;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/**
 * The arguments as values of CEL: whole numbers as {@code int}, other numbers as {@code double},
 * {@code null} as CEL's null. Only the members that the condition names are converted, when it
 * first asks.
 */
final class ArgumentValues {
  private final JsonObject arguments;
  private final ArgumentUse use;
  private final Looks looks;
  private Map<String, Object> converted = Map.of();
  private boolean asked;

  ArgumentValues(JsonObject arguments, ArgumentUse use, Looks looks) {
    this.arguments = arguments;
    this.use = use;
    this.looks = looks;
  }

  /** The members that the condition looks at. */
  Map<String, Object> all() {
    if (!asked) {
      converted =
          switch (use.extent()) {
            case EVERYTHING -> object(arguments);
            case MEMBERS, NOTHING -> named();
          };
      asked = true;
    }
    return converted;
  }

  private Map<String, Object> named() {
    Map<String, Object> found = Map.of();
    for (String name : use.members()) {
      var value = arguments.member(name);
      if (value.isPresent()) {
        found = with(found, name, value(value.get()));
      }
    }
    return found;
  }

  /** Most conditions look at one member. */
  private static Map<String, Object> with(Map<String, Object> some, String name, Object value) {
    if (some.isEmpty()) {
      return Map.of(name, value);
    }
    Map<String, Object> more = new LinkedHashMap<>(some);
    more.put(name, value);
    return Collections.unmodifiableMap(more);
  }

  private Object value(JsonValue value) {
    looks.look(
        value instanceof JsonString || value instanceof JsonNumber
            ? value.end() - value.start()
            : 1);
    return switch (value) {
      case JsonObject object -> object(object);
      case JsonArray array ->
          new TimedList(array.values().stream().map(this::value).toList(), looks);
      case JsonString string -> string.value();
      case JsonNumber number -> number(number);
      case JsonBoolean truth -> truth.value();
      case JsonNull nothing -> NullValue.NULL_VALUE;
    };
  }

  private Map<String, Object> object(JsonObject object) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (JsonMember member : object.members()) {
      looks.look(member.name().length());
      members.put(member.name(), value(member.value()));
    }
    return Collections.unmodifiableMap(members);
  }

  /** Where a double would say less than the text, there is no value at all. */
  private static Object number(JsonNumber number) {
    if (number.isInteger()) {
      return number.asLong();
    }
    double nearest = number.asDouble();
    if (!Double.isFinite(nearest)
        || new BigDecimal(number.text()).compareTo(new BigDecimal(Double.toString(nearest))) != 0) {
      throw new ArithmeticException("the number has no exact double");
    }
    return nearest;
  }

  /**
   * A list that looks at the clock whenever it is read, so that no loop over it outlives the limit.
   */
  private static final class TimedList extends AbstractList<Object> implements RandomAccess {
    private final List<Object> values;
    private final Looks looks;

    TimedList(List<Object> values, Looks looks) {
      this.values = values;
      this.looks = looks;
    }

    @Override
    public Object get(int index) {
      looks.checkTime();
      return values.get(index);
    }

    @Override
    public int size() {
      return values.size();
    }
  }
}
