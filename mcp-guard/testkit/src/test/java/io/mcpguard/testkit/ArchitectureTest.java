package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import org.junit.jupiter.api.Test;

/** The test kit stands on nothing of ours, so that every module can be tested by it. */
class ArchitectureTest {
  private static final Architecture MODULE =
      Architecture.of("io.mcpguard.testkit")
          .inOrder("architecture")
          .door("com.tngtech.archunit", "architecture")
          .rootDoor("com.fasterxml.jackson")
          .rootDoor("org.eclipse.jetty")
          .rootDoor("org.jsoup")
          .lookingUpNamesIn("")
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
