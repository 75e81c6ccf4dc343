package io.mcpguard.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A tool server on standard input and output that reads no JSON: it writes down what it gets, and
 * answers each call with the next line of a file.
 */
final class RawChild {
  private final Deque<String> answers;
  private final Path arrived;
  private final Requirements revision;
  private final OutputStream out;

  private RawChild(List<String> answers, Path arrived, Requirements revision, OutputStream out) {
    this.answers = new ArrayDeque<>(answers);
    this.arrived = arrived;
    this.revision = revision;
    this.out = out;
  }

  /** The command line that starts it; a line of the file is what follows the answer's id. */
  static List<String> command(Requirements revision, Path answers, Path arrived) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        Path.of("target", "test-classes").toAbsolutePath().toString(),
        RawChild.class.getName(),
        revision.revision(),
        answers.toString(),
        arrived.toString());
  }

  /** Serves until the input ends. */
  public static void main(String[] arguments) throws IOException {
    List<String> answers = Files.readAllLines(Path.of(arguments[1]), StandardCharsets.ISO_8859_1);
    Requirements revision = Requirements.of(arguments[0]);
    RawChild child = new RawChild(answers, Path.of(arguments[2]), revision, System.out);
    InputStream in = new BufferedInputStream(System.in);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        child.take(line.toString(StandardCharsets.ISO_8859_1));
        line.reset();
      } else {
        line.write(next);
      }
    }
  }

  private void take(String message) throws IOException {
    if (Wire.isCall(message)) {
      Files.writeString(
          arrived,
          message + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      answer(message, answers.removeFirst());
    } else if (message.contains("\"id\":")) {
      answer(message, Wire.own(revision, message));
    }
  }

  private void answer(String message, String rest) throws IOException {
    out.write((Wire.answer(message, rest) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
