package io.mcpguard.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ChallengeTest {
  private static final URI METADATA =
      URI.create("https://guard.example/.well-known/oauth-protected-resource/mcp/files");

  @Test
  void withoutParametersItIsTheSchemeAlone() {
    assertThat(Challenge.bearer().headerValue()).isEqualTo("Bearer");
  }

  // RFC 9728 §5.1, RFC 6750 §3
  @Test
  void parametersAreQuotedAndSeparatedByCommas() {
    var challenge =
        Challenge.bearer()
            .error(Challenge.ErrorCode.INSUFFICIENT_SCOPE)
            .scope(Scopes.of("files.read", "files.write"))
            .resourceMetadata(METADATA);

    assertThat(challenge.headerValue())
        .isEqualTo(
            "Bearer error=\"insufficient_scope\", scope=\"files.read files.write\","
                + " resource_metadata=\""
                + METADATA
                + "\"");
  }

  @Test
  void aQuoteCannotCloseAParameter() {
    assertThat(Challenge.bearer().description("a\"b\\c").headerValue())
        .isEqualTo("Bearer error_description=\"a\\\"b\\\\c\"");
  }

  @Test
  void aLineBreakCannotBePutIn() {
    assertThatIllegalArgumentException().isThrownBy(() -> Challenge.bearer().description("a\r\nb"));
  }
}
