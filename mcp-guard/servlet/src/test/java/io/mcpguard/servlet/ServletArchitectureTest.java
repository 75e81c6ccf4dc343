package io.mcpguard.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** What an embedded guard must not bring into somebody else's server. */
final class ServletArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPath("target/classes");

  @Test
  void theModuleKnowsNoContainerAndNoSdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..", "io.modelcontextprotocol..", "com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void theModuleKnowsNeitherTheProxyNorItsAuthorizationServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.mcpguard.server..", "io.mcpguard.authserver..")
        .check(CLASSES);
  }
}
