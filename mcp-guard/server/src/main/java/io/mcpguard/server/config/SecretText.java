package io.mcpguard.server.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with references, {@code ${env:NAME}} and {@code ${file:PATH}}, which become secrets. */
final class SecretText implements Kind<Secret> {
  /** At least one reference must stand there: a secret is never written in clear. */
  static final Kind<Secret> SECRET = new SecretText(Clear.REFUSED);

  /** References may stand there. */
  static final Kind<Secret> MAY_REFER = new SecretText(Clear.TAKEN);

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");
  private static final int LARGEST_FILE = 64 * 1024;

  private final Clear clear;

  private enum Clear {
    REFUSED,
    TAKEN
  }

  private SecretText(Clear clear) {
    this.clear = clear;
  }

  @Override
  public Optional<Secret> read(Node node, String path, Reading reading) {
    if (!(node instanceof Node.Scalar scalar)) {
      reading.problems().add(path, "must be " + words());
      return Optional.empty();
    }
    Matcher matcher = REFERENCE.matcher(scalar.text());
    if (clear == Clear.REFUSED && !matcher.find()) {
      reading
          .problems()
          .add(
              path,
              "is a secret written in clear; put it in a file and write ${file:PATH}, or"
                  + " ${env:NAME}");
      return Optional.empty();
    }
    return resolve(scalar.text(), path, reading);
  }

  private static Optional<Secret> resolve(String text, String path, Reading reading) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder resolved = new StringBuilder();
    boolean complete = true;
    while (matcher.find()) {
      Optional<String> value = one(matcher.group(1), matcher.group(2), path, reading);
      complete &= value.isPresent();
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.orElse("")));
    }
    matcher.appendTail(resolved);
    return complete ? Optional.of(Secret.of(resolved.toString())) : Optional.empty();
  }

  private static Optional<String> one(String scheme, String name, String path, Reading reading) {
    return scheme.equals("env") ? variable(name, path, reading) : file(name, path, reading);
  }

  private static Optional<String> variable(String name, String path, Reading reading) {
    Optional<String> value =
        Optional.ofNullable(reading.environment().get(name)).filter(v -> !v.isEmpty());
    if (value.isEmpty()) {
      reading
          .problems()
          .add(path, "the environment variable " + name + " is not set; set it before the start");
    }
    return value;
  }

  private static Optional<String> file(String name, String path, Reading reading) {
    return reading
        .named(name, path)
        .flatMap(file -> text(file, path, "the file " + name, reading.problems()));
  }

  private static Optional<String> text(Path file, String path, String named, Problems problems) {
    return switch (FileText.of(file, LARGEST_FILE)) {
      case FileText.Whole(String text) when !text.isBlank() -> Optional.of(text.stripTrailing());
      case FileText.Whole blank ->
          problems.without(path, named + " is empty; write the secret into it");
      case FileText.TooLarge large ->
          problems.without(path, named + " is larger than 64 KiB; name the secret's own file");
      case FileText.Unreadable none ->
          problems.without(path, named + " cannot be read; make it, readable for the guard alone");
    };
  }

  @Override
  public String words() {
    return clear == Clear.REFUSED
        ? "a text with `${file:PATH}` or `${env:NAME}`"
        : "a text, in which `${file:PATH}` and `${env:NAME}` may stand";
  }

  @Override
  public Map<String, Object> schema() {
    return clear == Clear.REFUSED
        ? Map.of("type", "string", "pattern", "\\$\\{(env|file):[^}]+\\}")
        : Map.of("type", "string");
  }
}
