package io.mcpguard.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Requests and their answers as they are spelled; each byte a character. */
final class Corpus {
  private static final int ENVELOPE = 3;
  private static final int DEEPEST = 64;

  /** What is asked for, by its method and the name that every request has of it. */
  enum Asked {
    TOOL("tools/call", "replay"),
    RESOURCE("resources/read", "test://replay"),
    PROMPT("prompts/get", "replay");

    private final String method;
    private final String target;

    Asked(String method, String target) {
      this.method = method;
      this.target = target;
    }

    String method() {
      return method;
    }

    String target() {
      return target;
    }

    private static Asked of(String name) {
      return Stream.of(values())
          .filter(asked -> name.startsWith(asked.method))
          .findFirst()
          .orElse(TOOL);
    }
  }

  /**
   * One request and its answer.
   *
   * @param name what is special about it
   * @param params of the request
   * @param answer the member {@code result} or {@code error}, and its name
   */
  record Exchange(String name, Asked asked, String params, String answer) {
    Exchange(String name, String params, String answer) {
      this(name, Asked.of(name), params, answer);
    }
  }

  private Corpus() {}

  /** The recorded ones, and those that are too large to be written down. */
  static List<Exchange> read() throws IOException {
    List<Exchange> all = new ArrayList<>(recorded());
    String plain = "{\"name\":\"replay\",\"arguments\":{}}";
    String nested = "[".repeat(DEEPEST - ENVELOPE) + "]".repeat(DEEPEST - ENVELOPE);
    all.add(
        new Exchange(
            "nesting",
            "{\"name\":\"replay\",\"arguments\":{\"n\":" + nested + "}}",
            "\"result\":{\"content\":[],\"structuredContent\":{\"n\":" + nested + "}}"));
    all.add(
        new Exchange(
            "lines",
            "{\n  \"name\": \"replay\",\n  \"arguments\": {\n    \"a\": [\n    ]\n  }\n}",
            text("t")));
    all.add(
        new Exchange(
            "resources/read of 8 MiB",
            "{\"uri\":\"test://replay\"}",
            "\"result\":{\"contents\":[{\"uri\":\"test://replay\",\"blob\":\""
                + "AAECAw+\\/".repeat(1024 * 1024)
                + "\"}]}"));
    all.add(
        new Exchange(
            "an answer of 8 MiB", plain, text("01234567\\u0041\u00c3\u00a9".repeat(512 * 1024))));
    all.add(
        new Exchange(
            "arguments of 3 MiB",
            "{\"name\":\"replay\",\"arguments\":{\"t\":\""
                + "0123456\\u0041".repeat(256 * 1024)
                + "\"}}",
            text("t")));
    return all;
  }

  private static String text(String text) {
    return "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
  }

  private static List<Exchange> recorded() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Corpus.class.getResourceAsStream("/fidelity.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      List<Exchange> exchanges = new ArrayList<>();
      for (String entry : all.split("\n\n", -1)) {
        if (!entry.startsWith("#")) {
          String[] lines = entry.strip().split("\n", -1);
          exchanges.add(new Exchange(lines[0], lines[1].substring(2), lines[2].substring(2)));
        }
      }
      return exchanges;
    }
  }
}
