package io.mcpguard.server.config;

import java.util.List;
import java.util.Map;

/** A value of the file, before anybody says what it means. */
sealed interface Node {
  /** A single value; {@code text} is as written, without quotes. */
  record Scalar(String text, Form form) implements Node {}

  /** What a single value is when it stands in a test's arguments. */
  enum Form {
    TEXT,
    LITERAL
  }

  /** A sequence. */
  record Items(List<Node> values) implements Node {}

  /** A mapping, in the order of the file. */
  record Entries(Map<String, Node> values) implements Node {}

  /** A key with nothing after it. */
  record Nothing() implements Node {}
}
