package io.mcpguard.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import io.mcpguard.testkit.architecture.Module;
import org.junit.jupiter.api.Test;

/** SQL behind the interfaces of the guard and of its authorization server, and nothing else. */
class ArchitectureTest {
  private static final Architecture MODULE =
      Architecture.of("io.mcpguard.storage")
          .rootDoor("org.sqlite")
          .on(Module.CORE, Module.LEDGER, Module.AUTHSERVER)
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
