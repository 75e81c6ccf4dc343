package io.mcpguard.testkit.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the packages of one module may import. Seven rules, all held against every class: each
 * package has a place; a package imports only from places before its own; only the root wires, and
 * is known only to packages above it; a library enters through its doors; nothing else is imported
 * but the platform and the modules named; no packages import each other in a ring; names of hosts
 * are looked up by whoever holds the address policy alone.
 */
public final class Architecture {
  private static final List<String> PLATFORM = List.of("java", "javax", "org.jspecify");
  private static final int NOWHERE = -1;

  /** Both take a text that is no address for a name, and ask the network for it. */
  private static final Set<String> LOOKUPS = Set.of("getByName", "getAllByName");

  private final String root;
  private final List<String> order;
  private final List<String> above;
  private final List<Door> doors;
  private final Set<Module> modules;
  private final Set<String> lookingUp;

  Architecture(
      String root,
      List<String> order,
      List<String> above,
      List<Door> doors,
      Set<Module> modules,
      Set<String> lookingUp) {
    this.root = root;
    this.order = List.copyOf(order);
    this.above = List.copyOf(above);
    this.doors = List.copyOf(doors);
    this.modules = Set.copyOf(modules);
    this.lookingUp = Set.copyOf(lookingUp);
  }

  /** Begins the description of the module with this root package; it imports nothing yet. */
  public static ArchitectureBuilder of(String root) {
    return new ArchitectureBuilder(root);
  }

  /** The classes that were compiled into a folder, without those of libraries. */
  public static JavaClasses classesIn(String folder) {
    return new ClassFileImporter().importPath(folder);
  }

  /** Every import that breaks a rule, one line each; none when the module is as described. */
  public List<String> faults(JavaClasses classes) {
    Set<String> faults = new TreeSet<>();
    for (JavaClass type : classes) {
      if (place(type.getPackageName()) == NOWHERE) {
        faults.add(type.getName() + " is in a package that has no place");
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.isPrimitive()) {
          fault(type.getPackageName(), target.getPackageName())
              .ifPresent(why -> faults.add(type.getName() + " uses " + target.getName() + why));
        }
      }
      if (looksUp(type) && !lookingUp.contains(placeName(type.getPackageName()))) {
        faults.add(type.getName() + " looks up names, which only " + lookingUp + " may");
      }
    }
    faults.addAll(rings(classes));
    return List.copyOf(faults);
  }

  private static boolean looksUp(JavaClass type) {
    return type.getCodeUnitAccessesFromSelf().stream()
        .map(JavaCodeUnitAccess::getTarget)
        .anyMatch(method ->
            method.getOwner().isEquivalentTo(InetAddress.class)
                && LOOKUPS.contains(method.getName()));
  }

  private List<String> rings(JavaClasses classes) {
    return SlicesRuleDefinition.slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .evaluate(classes)
        .getFailureReport()
        .getDetails();
  }

  /** Every part of the description that no class needs: it would hold whatever the code did. */
  public List<String> idle(JavaClasses classes) {
    Set<String> used = used(classes);
    List<String> idle = new ArrayList<>();
    Stream.concat(order.stream(), above.stream())
        .filter(place -> !used.contains("place " + place))
        .forEach(idle::add);
    for (Door door : doors) {
      door.packages().stream()
          .filter(name -> !used.contains(door.library() + " in " + name))
          .forEach(name -> idle.add(door.library() + " in " + name));
    }
    lookingUp.stream()
        .filter(name -> !used.contains("lookup in " + name))
        .forEach(name -> idle.add("lookup in " + name));
    modules.stream().map(Module::name).filter(name -> !used.contains(name)).forEach(idle::add);
    return idle;
  }

  private Set<String> used(JavaClasses classes) {
    Set<String> used = new TreeSet<>();
    for (JavaClass type : classes) {
      String from = placeName(type.getPackageName());
      used.add("place " + from);
      if (looksUp(type)) {
        used.add("lookup in " + from);
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        door(target).ifPresent(door -> used.add(door.library() + " in " + from));
        if (isOwn(target)) {
          continue;
        }
        Module.of(target).ifPresent(module -> used.add(module.name()));
      }
    }
    return used;
  }

  private Optional<String> fault(String from, String target) {
    if (isOwn(target)) {
      return misplaced(from, target);
    }
    Optional<Door> door = door(target);
    if (door.isPresent()) {
      return door.get().packages().contains(placeName(from))
          ? Optional.empty()
          : Optional.of(", whose door is " + door.get().packages());
    }
    boolean known =
        PLATFORM.stream().anyMatch(library -> isWithin(target, library))
            || Module.of(target).filter(modules::contains).isPresent();
    return known ? Optional.empty() : Optional.of(", which this module does not import");
  }

  private Optional<String> misplaced(String from, String target) {
    if (placeName(from).equals(placeName(target))) {
      return Optional.empty();
    }
    if (place(target) <= place(from)) {
      return Optional.empty();
    }
    return Optional.of(
        target.equals(root) ? " although only the root wires" : ", which comes later");
  }

  /** The root stands after all places but those above it. */
  private int place(String name) {
    if (name.equals(root)) {
      return order.size();
    }
    int higher = above.indexOf(placeName(name));
    return higher < 0 ? order.indexOf(placeName(name)) : order.size() + 1 + higher;
  }

  /** The first package name below the root; empty for the root itself. */
  private String placeName(String name) {
    if (!name.startsWith(root + ".")) {
      return "";
    }
    String below = name.substring(root.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private boolean isOwn(String name) {
    return name.equals(root) || (isWithin(name, root) && Module.of(name).equals(Module.of(root)));
  }

  /** The door of the narrowest library that the package belongs to. */
  private Optional<Door> door(String name) {
    return doors.stream()
        .filter(door -> isWithin(name, door.library()))
        .max((a, b) -> Integer.compare(a.library().length(), b.library().length()));
  }

  static boolean isWithin(String name, String ancestor) {
    return name.equals(ancestor) || name.startsWith(ancestor + ".");
  }
}
