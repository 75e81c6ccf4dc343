package io.mcpguard.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of single values. */
final class Kinds {
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})(B|KiB|MiB|GiB)");
  private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})/(.+)");

  /** So many calls in such a time. */
  record Rate(long limit, Duration window) {}

  static final Kind<String> TEXT =
      text("a text", ".*\\S.*", text -> Optional.of(text).filter(t -> !t.isBlank()));
  static final Kind<Boolean> ALLOWANCE =
      text("`true`", "true", text -> text.equals("true") ? Optional.of(true) : Optional.empty());
  static final Kind<Duration> DURATION_KIND =
      text(
          "a duration such as `30s`, `10m`, `24h` or `30d`",
          "[1-9][0-9]*(ms|s|m|h|d)",
          Kinds::duration);
  static final Kind<Long> SIZE_KIND =
      text("a size such as `16KiB` or `4MiB`", "[1-9][0-9]*(B|KiB|MiB|GiB)", Kinds::size);
  static final Kind<Rate> RATE_KIND =
      text("calls in a time, such as `60/1m`", "[1-9][0-9]*/[1-9][0-9]*(ms|s|m|h|d)", Kinds::rate);
  static final Kind<HostPort> HOST_PORT =
      text("a host and port such as `127.0.0.1:8931`", ".+:[0-9]{1,5}", HostPort::parse);
  static final Kind<URI> URL =
      text("an `http` or `https` URL", "https?://.+", Kinds::url, ShownUrl::was);

  private Kinds() {}

  /** A single value that {@code parse} takes or does not. References never stand here. */
  static <T> Kind<T> text(String words, String pattern, Function<String, Optional<T>> parse) {
    return text(words, pattern, parse, text -> ", was \"" + text + "\"");
  }

  /** The same, where {@code told} says what a text was that is not taken. */
  private static <T> Kind<T> text(
      String words,
      String pattern,
      Function<String, Optional<T>> parse,
      Function<String, String> told) {
    return new Kind<>() {
      @Override
      public Optional<T> read(Node node, String path, Reading reading) {
        Optional<T> value =
            node instanceof Node.Scalar scalar && !scalar.text().contains("${")
                ? parse.apply(scalar.text())
                : Optional.empty();
        if (value.isEmpty()) {
          reading.problems().add(path, "must be " + words + was(node, told));
        }
        return value;
      }

      @Override
      public String words() {
        return words;
      }

      @Override
      public Map<String, Object> schema() {
        return pattern.equals("true")
            ? Map.of("const", true)
            : Map.of("type", "string", "pattern", "^(?:" + pattern + ")$");
      }
    };
  }

  /** A whole number of at least {@code least}. */
  static Kind<Integer> count(int least) {
    Kind<Integer> text =
        text("a whole number of at least " + least, "", number -> whole(number, least));
    return new Kind<>() {
      @Override
      public Optional<Integer> read(Node node, String path, Reading reading) {
        return text.read(node, path, reading);
      }

      @Override
      public String words() {
        return text.words();
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "integer", "minimum", least);
      }
    };
  }

  /** A path, where relative ones begin at the configuration file. */
  static Kind<Path> path() {
    return new Kind<>() {
      @Override
      public Optional<Path> read(Node node, String path, Reading reading) {
        return TEXT.read(node, path, reading)
            .flatMap(text -> reading.named(text, path))
            .map(Path::normalize);
      }

      @Override
      public String words() {
        return "a path; a relative one begins at the configuration file";
      }

      @Override
      public Map<String, Object> schema() {
        return TEXT.schema();
      }
    };
  }

  private static String was(Node node, Function<String, String> told) {
    return switch (node) {
      case Node.Scalar scalar when scalar.text().contains("${") ->
          ", was a reference; references stand only where a secret may stand";
      case Node.Scalar scalar -> told.apply(scalar.text());
      case Node.Items items -> ", was a sequence";
      case Node.Entries entries -> ", was a mapping";
      case Node.Nothing nothing -> ", was nothing";
    };
  }

  private static Optional<Integer> whole(String text, int least) {
    return text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= least
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Optional.of(Duration.ofMillis(amount));
      case "s" -> Optional.of(Duration.ofSeconds(amount));
      case "m" -> Optional.of(Duration.ofMinutes(amount));
      case "h" -> Optional.of(Duration.ofHours(amount));
      default -> Optional.of(Duration.ofDays(amount));
    };
  }

  private static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> Optional.of(amount);
      case "KiB" -> Optional.of(amount << 10);
      case "MiB" -> Optional.of(amount << 20);
      default -> Optional.of(amount << 30);
    };
  }

  private static Optional<Rate> rate(String text) {
    Matcher matcher = RATE.matcher(text);
    return matcher.matches()
        ? duration(matcher.group(2))
            .map(window -> new Rate(Long.parseLong(matcher.group(1)), window))
        : Optional.empty();
  }

  private static Optional<URI> url(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean plain =
          uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null;
      return web && plain ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
