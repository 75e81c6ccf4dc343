package io.mcpguard.testkit.architecture;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Describes a module, from its first package to the last. */
public final class ArchitectureBuilder {
  private final String root;
  private final List<String> order = new ArrayList<>();
  private final List<String> above = new ArrayList<>();
  private final List<Door> doors = new ArrayList<>();
  private final Set<Module> modules = EnumSet.noneOf(Module.class);
  private final List<String> lookingUp = new ArrayList<>();

  ArchitectureBuilder(String root) {
    this.root = root;
  }

  /** The packages below the root, each of which imports only from those before it. */
  public ArchitectureBuilder inOrder(String... names) {
    order.addAll(List.of(names));
    return this;
  }

  /** Packages that use the module from outside, as another module would: they know the root. */
  public ArchitectureBuilder aboveRoot(String... names) {
    above.addAll(List.of(names));
    return this;
  }

  /** A library, and the packages below the root that may use it. */
  public ArchitectureBuilder door(String library, String... packages) {
    doors.add(new Door(library, Set.of(packages)));
    return this;
  }

  /** A library that the root package alone may use. */
  public ArchitectureBuilder rootDoor(String library) {
    return door(library, "");
  }

  /** Other modules of the house that this one stands on. */
  public ArchitectureBuilder on(Module... others) {
    modules.addAll(List.of(others));
    return this;
  }

  /** The packages that may look up names of hosts; without this none may. */
  public ArchitectureBuilder lookingUpNamesIn(String... names) {
    lookingUp.addAll(List.of(names));
    return this;
  }

  public Architecture build() {
    return new Architecture(root, order, above, doors, modules, Set.copyOf(lookingUp));
  }
}
