package io.mcpguard.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a client is asked to ask for means something where it asks. */
class DefaultScopeTest {
  private final DefaultScope configured = new DefaultScope(Scopes.of("files.read"));

  @Test
  void theOperatorsChoiceHoldsWhereItMeansSomething() {
    assertThat(configured.at(Scopes.of("files.read", "files.write")))
        .isEqualTo(Scopes.of("files.read"));
  }

  @Test
  void whereItMeansNothingAllOfTheResourceIsMeant() {
    assertThat(configured.at(Scopes.of("mail.send"))).isEqualTo(Scopes.of("mail.send"));
  }

  @Test
  void withoutAChoiceAllOfTheResourceIsMeant() {
    assertThat(new DefaultScope(Scopes.none()).at(Scopes.of("mail.send")))
        .isEqualTo(Scopes.of("mail.send"));
  }

  @Test
  void aResourceWithoutScopesHasNoDefault() {
    assertThat(configured.at(Scopes.none()).isEmpty()).isTrue();
  }
}
