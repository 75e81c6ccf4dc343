package io.mcpguard.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.mcpguard.testkit.architecture.Architecture;
import io.mcpguard.testkit.architecture.Module;
import org.junit.jupiter.api.Test;

/** The order of the packages and the doors of the libraries; only Main wires. */
class ArchitectureTest {
  private static final Architecture MODULE =
      Architecture.of("io.mcpguard.server")
          .inOrder("log", "config", "local", "admin", "attach", "transport", "proxy", "command")
          .door("org.eclipse.jetty", "transport")
          .door("com.fasterxml.jackson", "config")
          .door("org.yaml.snakeyaml", "config")
          .door("picocli", "command")
          .door("org.slf4j", "local", "admin")
          .door("ch.qos.logback", "log")
          .on(Module.CORE, Module.ASSERTION, Module.LEDGER, Module.AUTHSERVER, Module.STORAGE)
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
