package io.mcpguard.examples.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Json;
import java.io.PrintWriter;

/** Tells what happens, and keeps whether all of it went as it should. */
abstract sealed class Story {
  private final PrintWriter out;
  private int steps;
  private int failed;
  private volatile boolean over;

  private Story(PrintWriter out) {
    this.out = out;
  }

  /** For a person: line by line, while it happens. */
  static Story text(PrintWriter out) {
    return new Text(out);
  }

  /** For a program: one document at the end. */
  static Story json(PrintWriter out) {
    return new Document(out);
  }

  /** What only a person wants to read. */
  abstract void say(String line);

  /** One step: what was done, and what it proves if {@code held}. */
  void show(String done, String proves, Held held) {
    steps++;
    switch (held) {
      case YES -> {}
      case NO -> failed++;
    }
    step(steps, done, proves, held);
  }

  abstract void step(int number, String done, String proves, Held held);

  /** The end of the story. */
  abstract void end(String summary);

  /** Tells nothing more. */
  void stop() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  int exitCode() {
    return failed == 0 ? 0 : 1;
  }

  void end() {
    end(
        failed == 0
            ? "All " + steps + " steps showed what they say."
            : failed + " of " + steps + " steps did not show what they say.");
  }

  void print(String line) {
    if (!over) {
      out.println(line);
      out.flush();
    }
  }

  /** Whether a step showed what it should. */
  enum Held {
    YES,
    NO;

    static Held of(Object expected, Object seen) {
      return expected.equals(seen) ? YES : NO;
    }
  }

  private static final class Text extends Story {
    Text(PrintWriter out) {
      super(out);
    }

    @Override
    void say(String line) {
      print(line);
    }

    @Override
    void step(int number, String done, String proves, Held held) {
      print("%2d  %s".formatted(number, done));
      print(
          switch (held) {
            case YES -> "      ✓ " + proves;
            case NO -> "      ✗ NOT SHOWN: " + proves;
          });
    }

    @Override
    void end(String summary) {
      print("");
      print(summary);
    }
  }

  private static final class Document extends Story {
    private final ArrayNode told = Json.object().putArray("steps");

    Document(PrintWriter out) {
      super(out);
    }

    @Override
    void say(String line) {
      // Not for programs.
    }

    @Override
    void step(int number, String done, String proves, Held held) {
      told.addObject()
          .put("step", number)
          .put("done", done)
          .put("proves", proves)
          .put("held", held == Held.YES);
    }

    @Override
    void end(String summary) {
      ObjectNode document = Json.object().put("held", exitCode() == 0).put("summary", summary);
      document.set("steps", told);
      print(document.toString());
    }
  }
}
