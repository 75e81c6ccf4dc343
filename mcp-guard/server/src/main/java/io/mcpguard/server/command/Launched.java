package io.mcpguard.server.command;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.server.config.Relaxed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code stdio} says on standard error before it takes the first message.
 *
 * @param relaxations what is relaxed
 * @param user the operating system's user, whom it acts for
 * @param upstreams what it serves
 * @param by which guard
 */
record Launched(List<Relaxed> relaxations, String user, List<String> upstreams, By by) {
  /** Which guard serves. */
  enum By {
    THIS_PROCESS,
    ONE_THAT_RUNS
  }

  /** For a person: one line, and one for each relaxation. */
  List<String> text() {
    List<String> lines = new ArrayList<>();
    relaxations.forEach(relaxed -> lines.add("relaxed: " + relaxed));
    String through =
        switch (by) {
          case THIS_PROCESS -> "";
          case ONE_THAT_RUNS -> ", through the guard that runs";
        };
    lines.add(
        "serving "
            + String.join(", ", upstreams)
            + " on standard input and output, as "
            + Printer.harmless(user)
            + through);
    return lines;
  }

  /** For a program, one line. */
  String json() {
    JsonText object =
        JsonText.object()
            .put("ready", true)
            .put("attached", by == By.ONE_THAT_RUNS)
            .putAll("relaxations", relaxations.stream().map(CheckReport::relaxed).toList())
            .put("user", user)
            .put("serving", upstreams);
    return new String(object.bytes(), StandardCharsets.UTF_8);
  }
}
