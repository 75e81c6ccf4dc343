package io.mcpguard.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.federation.FederatedNames.Divided;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names at the federated endpoint: at most 64 characters, unique, stable and reversible. */
class FederatedNamesTest {
  private static final String JUST_FITS = "t".repeat(FederatedNames.LONGEST - "files__".length());
  private static final String TOO_LONG = JUST_FITS + "t";

  private static String own(String federated, Set<String> known) {
    return FederatedNames.ownTool(FederatedNames.divide(federated).orElseThrow(), known);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read_file", "a__b", "_", "__", "x.y-z", "ünï"})
  void aNameThatFitsIsWholeAndComesBack(String tool) {
    String federated = FederatedNames.tool("files", tool);

    assertThat(federated).isEqualTo("files__" + tool);
    assertThat(own(federated, Set.of())).isEqualTo(tool);
  }

  @Test
  void aNameOfJust64CharactersIsWhole() {
    assertThat(FederatedNames.tool("files", JUST_FITS)).isEqualTo("files__" + JUST_FITS);
  }

  @Test
  void aLongerOneIsCutTo64AndFoundAmongTheToolsThatAreKnown() {
    String federated = FederatedNames.tool("files", TOO_LONG);

    assertThat(federated).hasSize(FederatedNames.LONGEST);
    assertThat(own(federated, Set.of("other", TOO_LONG))).isEqualTo(TOO_LONG);
  }

  /** A surrogate pair is not torn apart: half of one is no text in JSON. */
  @Test
  void theCutTearsNoCharacterApart() {
    for (String pad : List.of("", "x")) {
      String federated = FederatedNames.tool("files", pad + "😀".repeat(40));

      assertThat(federated.length()).isLessThanOrEqualTo(FederatedNames.LONGEST);
      assertThat(own(federated, Set.of(pad + "😀".repeat(40)))).isEqualTo(pad + "😀".repeat(40));
      assertThat(federated.chars().filter(c -> Character.isSurrogate((char) c)).count() % 2)
          .isZero();
    }
  }

  @Test
  void twoLongNamesThatDifferAtTheirEndsStayApart() {
    assertThat(FederatedNames.tool("files", TOO_LONG + "1"))
        .isNotEqualTo(FederatedNames.tool("files", TOO_LONG + "2"));
  }

  @Test
  void aNameThatIsWholeComesBeforeOneThatWasCutToTheSame() {
    String cut = FederatedNames.tool("files", TOO_LONG);
    String twin = cut.substring("files__".length());

    assertThat(own(cut, Set.of(TOO_LONG, twin))).isEqualTo(twin);
  }

  @Test
  void theFirstTwoUnderscoresDivide() {
    assertThat(FederatedNames.divide("a__b__c")).contains(new Divided("a", "b__c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "read_file", "__x", "files__", "files_x"})
  void whatNamesNoServerOrNothingOfItIsNobodys(String name) {
    assertThat(FederatedNames.divide(name)).isEqualTo(Optional.empty());
  }
}
