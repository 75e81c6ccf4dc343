package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierRulesTest {
  private static final Provider ANY = Security.getProviders()[0];
  private static final Map<String, String> TOOLS = Map.of("pay_invoice", Fixture.TOOL_DIGEST);

  @Test
  void nothingIsRelaxedUnlessSaid() {
    VerifierRules rules = Fixture.rules();

    assertThat(rules.takesRawDigests()).isFalse();
    assertThat(rules.leeway()).isEqualTo(Duration.ofSeconds(5));
    assertThat(rules.toolDigests()).isEmpty();
    assertThat(rules.provider(Algorithm.ES256)).isSameAs(Algorithm.ES256.provider());
    assertThat(rules.provider(Algorithm.ED25519)).isSameAs(Algorithm.ED25519.provider());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT5S"})
  void leewayIsFromNothingToFiveSeconds(Duration leeway) {
    assertThat(Fixture.rules().withLeeway(leeway).leeway()).isEqualTo(leeway);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-0.000000001S", "PT5.000000001S"})
  void anyOtherLeewayIsRefused(Duration leeway) {
    assertThatThrownBy(() -> Fixture.rules().withLeeway(leeway))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be 0 to 5 s");
  }

  @ParameterizedTest
  @CsvSource({"' ',d,s,issuer", "i,'',s,trust domain", "i,d,' ',server"})
  void noneOfTheThreeNamesIsEmpty(String issuer, String domain, String server, String named) {
    assertThatThrownBy(() -> VerifierRules.strict(issuer, domain, server))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(named + ":");
  }

  @Test
  void whatWasSaidBeforeHoldsWhateverIsSaidAfterIt() {
    VerifierRules once =
        Fixture.rules()
            .allowingRawDigests()
            .withLeeway(Duration.ofSeconds(1))
            .knowingTools(TOOLS)
            .verifyingWith(ANY);
    VerifierRules again =
        once.allowingRawDigests().withLeeway(Duration.ofSeconds(1)).knowingTools(TOOLS);

    assertThat(again)
        .returns(Fixture.ISSUER, VerifierRules::issuer)
        .returns(Fixture.DOMAIN, VerifierRules::trustDomain)
        .returns(Fixture.SERVER, VerifierRules::server)
        .returns(Duration.ofSeconds(1), VerifierRules::leeway)
        .returns(TOOLS, VerifierRules::toolDigests)
        .returns(true, VerifierRules::takesRawDigests)
        .returns(ANY, rules -> rules.provider(Algorithm.ES256))
        .returns(ANY, rules -> rules.provider(Algorithm.ED25519));
  }
}
