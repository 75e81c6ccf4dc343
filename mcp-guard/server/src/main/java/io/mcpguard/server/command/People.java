package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who stands behind the pseudonyms of a ledger. Only the guard's own state can tell, and no longer
 * once a person was erased.
 */
record People(List<Map<String, String>> rows) {
  /** Nobody is known. */
  static People unknown() {
    return new People(List.of());
  }

  /**
   * Asks the guard of this configuration.
   *
   * @param value a digest that is looked for; may be empty
   * @throws IOException when it cannot be asked
   */
  static People of(Path configuration, String value) throws IOException {
    return switch (Configuration.read(configuration)) {
      case ConfigurationRead.Invalid invalid ->
          throw new IOException(GuardOptions.invalid(invalid).said());
      case ConfigurationRead.Read read -> {
        AdminAnswer answer =
            new GuardAccess(read.configuration())
                .ask(AdminRequest.of(Operation.PSEUDONYMS).with("value", value));
        if (answer.exit() != 0) {
          throw new IOException(answer.said());
        }
        yield new People(answer.rows());
      }
    };
  }

  /** The person's name, or the pseudonym where nobody knows it. */
  String name(String pseudonym) {
    return rows.stream()
        .filter(row -> pseudonym.equals(row.get("pseudonym")))
        .map(row -> row.getOrDefault("user", pseudonym))
        .findFirst()
        .orElse(pseudonym);
  }

  /** What the value that was asked for is in the leaves of each person. */
  Set<String> values() {
    return Set.copyOf(valuesByPerson().values());
  }

  /** The same, by the person's pseudonym. */
  Map<String, String> valuesByPerson() {
    return rows.stream()
        .collect(
            Collectors.toMap(
                row -> row.getOrDefault("pseudonym", ""),
                row -> row.getOrDefault("value", ""),
                (one, other) -> one));
  }
}
