package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import io.mcpguard.testkit.architecture.Module;
import org.junit.jupiter.api.Test;

/** What an embedded guard brings into somebody else's server: no container, no SDK, no proxy. */
class ArchitectureTest {
  private static final Architecture MODULE =
      Architecture.of("io.mcpguard.servlet")
          .rootDoor("jakarta.servlet")
          .rootDoor("org.slf4j")
          .on(Module.CORE, Module.ASSERTION, Module.LEDGER, Module.STORAGE)
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
