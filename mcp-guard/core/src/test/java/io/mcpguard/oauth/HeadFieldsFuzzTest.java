package io.mcpguard.oauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Locale;

/** What a stranger writes into the header fields of OAuth: read as it says, or not at all. */
class HeadFieldsFuzzTest {
  @FuzzTest
  void challenges(byte[] field) {
    List<ReceivedChallenge> read = ReceivedChallenge.read(List.of(new String(field, ISO_8859_1)));

    assertThat(read)
        .hasSizeLessThanOrEqualTo(17)
        .allMatch(one -> !one.scheme().isEmpty())
        .allMatch(one -> one.scheme().equals(one.scheme().toLowerCase(Locale.ROOT)))
        .allMatch(one -> Scopes.parse(one.scope().toString()).isPresent());
  }

  @FuzzTest
  void credentials(byte[] field) {
    String text = new String(field, ISO_8859_1);

    String token =
        switch (Credentials.read(List.of(text))) {
          case BearerToken bearer -> bearer.reveal();
          case DpopToken dpop -> dpop.reveal();
          case Credentials.Malformed malformed -> "";
          case Credentials.None none -> throw new AssertionError("there is a field");
        };

    assertThat(text.stripTrailing()).endsWith(token);
  }

  @FuzzTest
  void scopes(byte[] parameter) {
    assertThat(Scopes.parse(new String(parameter, ISO_8859_1)).stream())
        .allSatisfy(read -> assertThat(Scopes.parse(read.toString())).contains(read));
  }
}
