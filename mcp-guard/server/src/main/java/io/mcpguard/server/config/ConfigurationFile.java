package io.mcpguard.server.config;

import io.mcpguard.policy.PolicyTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration file as a whole. */
final class ConfigurationFile {
  private static final int LARGEST = 1024 * 1024;

  private ConfigurationFile() {}

  static ConfigurationRead read(Path file, Map<String, String> environment) {
    Problems problems = new Problems();
    Path directory =
        Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
    Reading reading = Reading.in(directory, environment, problems);
    return text(file, file.toString(), reading)
        .map(text -> read(text, file.toString(), reading))
        .orElseGet(() -> new ConfigurationRead.Invalid(problems.all()));
  }

  /** Reads the text of a file called {@code name}. */
  static ConfigurationRead read(String text, String name, Reading reading) {
    Problems problems = reading.problems();
    return YamlReader.read(text, new YamlReader.Name(name, ""), problems)
        .flatMap(root -> Settings.ROOT.readPart(root, "", reading))
        .map(part -> checked(QuotaNames.number(part.value()), part.unread(), reading))
        .orElseGet(() -> new ConfigurationRead.Invalid(problems.all()));
  }

  private static ConfigurationRead checked(
      Configuration configuration, Set<String> unread, Reading reading) {
    Problems problems = reading.problems();
    Optional<PolicyTable> policy = new ConfigurationChecks(configuration, unread, problems).run();
    if (policy.isEmpty() || !problems.isEmpty()) {
      return new ConfigurationRead.Invalid(problems.all());
    }
    Configuration complete = PublicUrl.complete(configuration);
    return new ConfigurationRead.Read(
        complete, Relaxations.of(complete), policy.get(), reading.sources().digest());
  }

  /** A file's text; empty when it cannot be read, and the problems say why. */
  static Optional<String> text(Path file, String key, Reading reading) {
    Problems problems = reading.problems();
    return switch (FileText.of(file, LARGEST)) {
      case FileText.Whole(String text) -> {
        reading.sources().add(text);
        yield Optional.of(text);
      }
      case FileText.TooLarge large -> problems.without(key, "is larger than 1 MiB; split it");
      case FileText.Unreadable none ->
          problems.without(key, "cannot be read as UTF-8 text: " + file + "; check that it exists");
    };
  }

  /** Checks a configuration made in code as one that was read. */
  static ConfigurationRead check(Configuration configuration) {
    Reading nothing = Reading.in(Path.of(""), Map.of(), new Problems());
    return checked(configuration, Set.of(), nothing);
  }
}
