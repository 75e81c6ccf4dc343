package io.mcpguard.testkit.architecture;

import java.util.Locale;
import java.util.Optional;

/** The modules of this house. */
public enum Module {
  /** {@code io.mcpguard} itself and what no other module takes below it. */
  CORE,
  ASSERTION,
  LEDGER,
  AUTHSERVER,
  STORAGE,
  SERVLET,
  SERVER,
  TESTKIT,
  BENCHMARKS,
  CONFORMANCE,
  EXAMPLES;

  private static final String HOUSE = "io.mcpguard";

  /** The module a package belongs to; empty when it is not of this house. */
  static Optional<Module> of(String name) {
    if (!Architecture.isWithin(name, HOUSE)) {
      return Optional.empty();
    }
    for (Module module : values()) {
      String own = HOUSE + "." + module.name().toLowerCase(Locale.ROOT);
      if (Architecture.isWithin(name, own)) {
        return Optional.of(module);
      }
    }
    return Optional.of(CORE);
  }
}
