package io.mcpguard.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids as a tool server spells them: any number that JSON can spell. */
class RequestIdTest {
  private static RequestId id(String json) throws MalformedJson {
    JsonDocument document = JsonDocument.read(json.getBytes(UTF_8), ReadRules.answer());
    return RequestId.of(document, document.root());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "1e2147483648", "-1e-99999999999", "1e400"})
  void aNumberBeyondEveryScaleIsOnlyItsOwnSpelling(String number) throws Exception {
    assertThat(id(number)).isEqualTo(id(number)).isNotEqualTo(id(number + "1"));
    assertThat(id(number).raw()).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"1e2, 100", "7.0, 7", "-0, 0", "0e5, 0"})
  void oneIntegerIsOneIdHoweverItIsSpelled(String spelled, String plain) throws Exception {
    assertThat(id(spelled)).isEqualTo(id(plain));
  }
}
