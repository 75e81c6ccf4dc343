package io.mcpguard.assertion.signature;

import java.util.List;
import java.util.stream.Collectors;

/** The fields of one HTTP message. */
@FunctionalInterface
public interface HttpFields {

  /**
   * The value of each line of a field, in order; none where the field is absent.
   *
   * @param name in lower case
   */
  List<String> lines(String name);

  /** The field's one value (RFC 9421 §2.1): lines without space at their ends, as one list. */
  default String value(String name) {
    return lines(name).stream().map(String::strip).collect(Collectors.joining(", "));
  }
}
