package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import io.mcpguard.testkit.architecture.Module;
import org.junit.jupiter.api.Test;

/** The order of the packages and the doors of the libraries. */
class ArchitectureTest {
  private static final Architecture MODULE =
      Architecture.of("io.mcpguard.authserver")
          .inOrder(
              "web",
              "settings",
              "events",
              "throttle",
              "client",
              "session",
              "user",
              "authorize",
              "token",
              "login",
              "consent",
              "registration",
              "metadata")
          .door("org.eclipse.jetty", "web")
          .door("com.password4j", "user")
          .door("com.nimbusds", "authorize", "token")
          .door("org.slf4j", "web", "client")
          .on(Module.CORE, Module.ASSERTION)
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
