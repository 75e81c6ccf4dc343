package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import io.mcpguard.testkit.architecture.Module;
import org.junit.jupiter.api.Test;

/** The packages in the order of a request, and the doors, as docs/how-a-call-goes.md tells them. */
class ArchitectureTest {
  private static final Architecture MODULE =
      Architecture.of("io.mcpguard")
          .inOrder(
              "exchange",
              "protocol",
              "http",
              "oauth",
              "jose",
              "identity",
              "authn",
              "agents",
              "delegation",
              "catalog",
              "policy",
              "ratelimit",
              "audit",
              "credential",
              "issuance",
              "upstream",
              "provenance",
              "export")
          .aboveRoot("bridge", "federation", "streamable", "stdio", "connect")
          .door("com.nimbusds", "jose")
          .door("com.github.benmanes.caffeine", "exchange")
          .door("dev.cel", "policy")
          .door("com.google.common", "policy")
          .door("com.google.errorprone.annotations", "policy")
          .door("io.github.bucket4j", "ratelimit")
          .door(
              "org.slf4j",
              "",
              "http",
              "audit",
              "upstream",
              "provenance",
              "export",
              "federation",
              "stdio")
          .lookingUpNamesIn("http")
          .on(Module.ASSERTION, Module.LEDGER)
          .build();

  private static final JavaClasses CLASSES = Architecture.classesIn("target/classes");

  @Test
  void everyImportIsOneThatItsPackageMayMake() {
    assertThat(MODULE.faults(CLASSES)).isEmpty();
  }

  @Test
  void everyPlaceDoorAndModuleIsNeeded() {
    assertThat(MODULE.idle(CLASSES)).isEmpty();
  }
}
