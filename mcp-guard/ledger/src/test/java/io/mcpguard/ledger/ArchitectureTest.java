package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import org.junit.jupiter.api.Test;

/** The log stands on nothing of ours and on no library: it takes bytes. */
class ArchitectureTest {
  private static final Architecture MODULE = Architecture.of("io.mcpguard.ledger").build();

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
