package io.mcpguard.server.config;

import io.mcpguard.policy.PolicyTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration file as a whole. */
final class ConfigurationFile {
  private static final long LARGEST = 1024 * 1024;

  private ConfigurationFile() {}

  static ConfigurationRead read(Path file, Map<String, String> environment) {
    Problems problems = new Problems();
    Path directory =
        Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
    Reading reading = Reading.in(directory, environment, problems);
    return text(file, file.toString(), reading)
        .flatMap(text -> YamlReader.read(text, new YamlReader.Name(file.toString(), ""), problems))
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
    try {
      if (Files.size(file) > LARGEST) {
        problems.add(key, "is larger than 1 MiB; split it");
        return Optional.empty();
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      reading.sources().add(text);
      return Optional.of(text);
    } catch (IOException e) {
      problems.add(key, "cannot be read as UTF-8 text: " + file + "; check that it exists");
      return Optional.empty();
    }
  }

  /** Checks a configuration made in code as one that was read. */
  static ConfigurationRead check(Configuration configuration) {
    Reading nothing = Reading.in(Path.of(""), Map.of(), new Problems());
    return checked(configuration, Set.of(), nothing);
  }
}
