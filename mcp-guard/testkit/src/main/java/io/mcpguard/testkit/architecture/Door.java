package io.mcpguard.testkit.architecture;

import java.util.Set;

/**
 * Where a library enters a module.
 *
 * @param library the package that all of its packages lie in
 * @param packages first package names below the module's root; empty text for the root itself
 */
record Door(String library, Set<String> packages) {
  Door {
    packages = Set.copyOf(packages);
  }
}
