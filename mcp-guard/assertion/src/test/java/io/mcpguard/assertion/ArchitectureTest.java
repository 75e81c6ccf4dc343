package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import org.junit.jupiter.api.Test;

/** The library of tool developers stands on nothing of ours, and reads JSON by itself. */
class ArchitectureTest {
  private static final Architecture MODULE =
      Architecture.of("io.mcpguard.assertion")
          .inOrder("json", "fields")
          .aboveRoot("signature", "redis", "sdk")
          .rootDoor("com.nimbusds.jose")
          .door("jakarta.servlet", "", "signature", "sdk")
          .door("io.lettuce", "redis")
          .door("io.modelcontextprotocol", "sdk")
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
