package io.mcpguard.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.mcpguard.testkit.house.Root;
import io.mcpguard.testkit.house.early.Early;
import io.mcpguard.testkit.house.early.LooksAhead;
import io.mcpguard.testkit.house.early.MissesTheDoor;
import io.mcpguard.testkit.house.early.Wires;
import io.mcpguard.testkit.house.late.Late;
import io.mcpguard.testkit.house.late.LooksOut;
import io.mcpguard.testkit.house.late.LooksUp;
import io.mcpguard.testkit.house.late.UsesAStranger;
import io.mcpguard.testkit.house.late.UsesAnotherModule;
import io.mcpguard.testkit.house.late.left.Left;
import io.mcpguard.testkit.house.late.right.Right;
import io.mcpguard.testkit.house.nowhere.Lost;
import io.mcpguard.testkit.house.porch.Porch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule is seen to fail once: a sound house, and one class more that breaks a rule. */
class BrokenRulesTest {
  private static final String HOUSE = "io.mcpguard.testkit.house";

  private static final Architecture PORCH =
      Architecture.of(HOUSE)
          .inOrder("early", "late")
          .aboveRoot("porch")
          .door("org.assertj", "late")
          .build();

  private final Architecture house =
      Architecture.of(HOUSE).inOrder("early", "late").door("org.assertj", "late").build();

  @Test
  void aSoundHouseHasNoFaultAndNothingIdle() {
    assertThat(faultsWith()).isEmpty();
    assertThat(house.idle(new ClassFileImporter().importClasses(Early.class, Late.class)))
        .isEmpty();
  }

  @Test
  void aPackageHasAPlace() {
    assertThat(faultsWith(Lost.class))
        .containsExactly(HOUSE + ".nowhere.Lost is in a package that has no place");
  }

  @Test
  void aPackageImportsOnlyFromThoseBeforeIt() {
    assertThat(faultsWith(LooksAhead.class))
        .contains(HOUSE + ".early.LooksAhead uses " + HOUSE + ".late.Late, which comes later");
  }

  @Test
  void onlyTheRootWires() {
    assertThat(faultsWith(Wires.class))
        .containsExactly(
            HOUSE + ".early.Wires uses " + HOUSE + ".Root although only the root wires");
  }

  @Test
  void whatStandsAboveTheRootKnowsIt() {
    assertThat(PORCH.faults(classes(Root.class, Early.class, Late.class, Porch.class))).isEmpty();
  }

  @Test
  void nothingBelowLooksOutToWhatStandsAboveTheRoot() {
    assertThat(
            PORCH.faults(classes(Root.class, Early.class, Late.class, Porch.class, LooksOut.class)))
        .contains(HOUSE + ".late.LooksOut uses " + HOUSE + ".porch.Porch, which comes later");
  }

  @Test
  void aLibraryEntersThroughItsDoor() {
    assertThat(faultsWith(MissesTheDoor.class))
        .containsExactly(
            HOUSE
                + ".early.MissesTheDoor uses org.assertj.core.api.Condition, whose door is [late]");
  }

  @Test
  void aLibraryWithoutADoorDoesNotEnter() {
    assertThat(faultsWith(UsesAStranger.class))
        .containsExactly(
            HOUSE
                + ".late.UsesAStranger uses org.jsoup.nodes.Document,"
                + " which this module does not import");
  }

  @Test
  void aModuleStandsOnThoseItNamesAlone() {
    assertThat(faultsWith(UsesAnotherModule.class))
        .containsExactly(
            HOUSE
                + ".late.UsesAnotherModule uses io.mcpguard.testkit.MovableClock,"
                + " which this module does not import");
  }

  @Test
  void packagesDoNotImportEachOtherInARing() {
    assertThat(faultsWith(Left.class, Right.class))
        .singleElement()
        .asString()
        .startsWith("Cycle detected");
  }

  @Test
  void namesAreLookedUpOnlyWhereTheyMayBe() {
    assertThat(faultsWith(LooksUp.class))
        .containsExactly(HOUSE + ".late.LooksUp looks up names, which only [] may");
  }

  @Test
  void namesMayBeLookedUpInTheirPlace() {
    Architecture asking =
        Architecture.of(HOUSE).inOrder("early", "late").lookingUpNamesIn("late").build();

    assertThat(asking.faults(classes(LooksUp.class))).isEmpty();
    assertThat(asking.idle(classes(Early.class, Late.class))).containsExactly("lookup in late");
  }

  @Test
  void aPlaceThatNobodyTakesIsIdle() {
    assertThat(house.idle(new ClassFileImporter().importClasses(Late.class)))
        .containsExactly("early");
  }

  @Test
  void aDoorThatNobodyUsesIsIdle() {
    Architecture wide =
        Architecture.of(HOUSE)
            .inOrder("early", "late")
            .door("org.assertj", "late", "early")
            .build();

    assertThat(wide.idle(new ClassFileImporter().importClasses(Early.class, Late.class)))
        .containsExactly("org.assertj in early");
  }

  @Test
  void aModuleThatNobodyUsesIsIdle() {
    Architecture wide =
        Architecture.of(HOUSE)
            .inOrder("early", "late")
            .door("org.assertj", "late")
            .on(Module.LEDGER)
            .build();

    assertThat(wide.idle(new ClassFileImporter().importClasses(Early.class, Late.class)))
        .containsExactly("LEDGER");
  }

  private static JavaClasses classes(Class<?>... all) {
    return new ClassFileImporter().importClasses(all);
  }

  private List<String> faultsWith(Class<?>... more) {
    List<Class<?>> classes = new ArrayList<>(List.of(Root.class, Early.class, Late.class));
    classes.addAll(List.of(more));
    return house.faults(new ClassFileImporter().importClasses(classes.toArray(Class<?>[]::new)));
  }
}
