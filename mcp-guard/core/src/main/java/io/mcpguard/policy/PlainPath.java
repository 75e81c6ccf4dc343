package io.mcpguard.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps of an absolute path, compared as text: no file system is asked, links are not followed.
 * The attacker writes a path that a text comparison finds below a directory and the tool server
 * does not; whatever could be read in two ways is refused rather than understood.
 */
record PlainPath(List<String> steps) {
  PlainPath {
    steps = List.copyOf(steps);
  }

  /**
   * The path that {@code text} writes.
   *
   * @throws IllegalArgumentException if it is relative or has a {@code ..}, a backslash or a
   *     control character
   */
  static PlainPath of(String text) {
    if (!text.startsWith("/") || text.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("not an absolute path");
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("a path with a control character");
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.split("/", -1)) {
      if (step.equals("..")) {
        throw new IllegalArgumentException("a path that climbs");
      }
      if (!step.isEmpty() && !step.equals(".")) {
        steps.add(step);
      }
    }
    return new PlainPath(steps);
  }

  /** True when this is {@code base} or below it. */
  boolean isUnder(PlainPath base) {
    int depth = base.steps.size();
    return steps.size() >= depth && steps.subList(0, depth).equals(base.steps);
  }
}
