package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Prints answers, for a person or for a program.
 *
 * <p>The attacker is an agent that registers under a name which moves the cursor or turns the
 * writing direction: for a person such characters are shown as a replacement character.
 */
abstract sealed class Printer {
  private static final int REPLACEMENT = 0xFFFD;

  private final PrintWriter out;

  private Printer(PrintWriter out) {
    this.out = out;
  }

  static Printer text(CommandSpec spec) {
    return new Text(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  static Printer json(CommandSpec spec) {
    return new Json(spec.commandLine().getOut());
  }

  /** Prints an answer whose rows have these columns. */
  abstract void print(List<String> columns, AdminAnswer answer);

  /** Prints one of the two, as the reader needs. */
  abstract void lines(List<String> forPerson, String forProgram);

  /** Says why nothing was done: line by line, or as an answer. */
  abstract void refuse(List<String> forPerson, AdminAnswer forProgram);

  /** Text that cannot command a terminal. */
  static String harmless(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().map(c -> isHarmless(c) ? c : REPLACEMENT).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  private static final class Text extends Printer {
    private final PrintWriter err;

    Text(PrintWriter out, PrintWriter err) {
      super(out);
      this.err = err;
    }

    @Override
    void print(List<String> columns, AdminAnswer answer) {
      if (!answer.rows().isEmpty()) {
        int[] widths = widths(columns, answer.rows());
        say(aligned(columns, widths));
        answer.rows().forEach(row -> say(aligned(cells(columns, row), widths)));
      }
      if (!answer.said().isEmpty()) {
        if (answer.exit() == 0) {
          say(harmless(answer.said()));
        } else {
          refuse(List.of(answer.said()), answer);
        }
      }
    }

    @Override
    void refuse(List<String> forPerson, AdminAnswer forProgram) {
      forPerson.forEach(line -> err.println(harmless(line)));
      err.flush();
    }

    @Override
    void lines(List<String> forPerson, String forProgram) {
      forPerson.forEach(line -> say(harmless(line)));
    }

    private static List<String> cells(List<String> columns, Map<String, String> row) {
      return columns.stream()
          .map(column -> harmless(row.getOrDefault(column, "")))
          .map(text -> text.isEmpty() ? "-" : text)
          .toList();
    }

    private static int[] widths(List<String> columns, List<Map<String, String>> rows) {
      int[] widths = columns.stream().mapToInt(String::length).toArray();
      for (Map<String, String> row : rows) {
        List<String> cells = cells(columns, row);
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], cells.get(i).length());
        }
      }
      return widths;
    }

    private static String aligned(List<String> cells, int[] widths) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < cells.size(); i++) {
        line.append(cells.get(i)).repeat(" ", widths[i] - cells.get(i).length() + 2);
      }
      return line.toString().stripTrailing();
    }
  }

  private static final class Json extends Printer {
    Json(PrintWriter out) {
      super(out);
    }

    @Override
    void print(List<String> columns, AdminAnswer answer) {
      say(new String(answer.bytes(), StandardCharsets.UTF_8));
    }

    @Override
    void lines(List<String> forPerson, String forProgram) {
      say(forProgram);
    }

    @Override
    void refuse(List<String> forPerson, AdminAnswer forProgram) {
      print(List.of(), forProgram);
    }
  }
}
