package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpguard.assertion.AssertionRejected.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attack A8: somebody between guard and server changes what is called. */
class A8ArgumentTamperingTest {
  private final String token = Fixture.token(Fixture.PAY);

  @ParameterizedTest
  @CsvSource({
    "12.50, 12.51",
    "A-17, A-18",
    "'\"arguments\":{', '\"arguments\":{\"to\":\"mallory\",'",
    "'\"arguments\":{', '\"arguments\":{},\"argument\":{'",
    "'\"params\":{', '\"params\":{\"task\":{},'",
    "'\"params\":{', '\"params\":{\"inputResponses\":{},'",
    "'\"params\":{', '\"params\":{\"requestState\":\"x\",'",
  })
  void whatIsChangedInParamsIsRefused(String from, String to) {
    String altered = Fixture.PAY.replace(from, to);

    assertThat(refusal(altered)).isIn(Reason.PARAMS_ALTERED, Reason.ARGUMENTS_ALTERED);
  }

  @Test
  void everyByteOfParamsThatIsFlippedIsRefused() {
    int from = Fixture.PAY.indexOf("\"name\"");
    int to = Fixture.PAY.indexOf("\"_meta\"");
    for (int i = from; i < to; i++) {
      char flipped = (char) (Fixture.PAY.charAt(i) ^ 1);
      String altered = Fixture.PAY.substring(0, i) + flipped + Fixture.PAY.substring(i + 1);

      assertThat(refusal(altered)).as("byte %d", i).isNotNull();
    }
  }

  @Test
  void anotherToolIsRefused() {
    assertThat(refusal(Fixture.PAY.replace("pay_invoice", "drop_invoice")))
        .isEqualTo(Reason.WRONG_NAME);
  }

  @Test
  void anotherMethodWithTheSameParamsIsRefused() {
    assertThat(refusal(Fixture.PAY.replace("tools/call", "prompts/get")))
        .isEqualTo(Reason.WRONG_METHOD);
  }

  @Test
  void reorderedKeysAndWhiteSpaceAreTheSameCall() throws AssertionRejected {
    String reordered =
        """
        {"params": {"_meta": {"progressToken": 1},
          "arguments": {"amount": {"currency": "EUR", "value": "12.50"}, "invoice": "A-17"},
          "name": "pay_invoice"}, "method": "tools/call", "id": 7, "jsonrpc": "2.0"}\
        """;

    assertThat(Fixture.admit(Fixture.verifier(), token, reordered))
        .isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void escapedSpellingIsTheSameCall() throws AssertionRejected {
    String escaped = Fixture.PAY.replace("A-17", "\\u0041-17");

    assertThat(Fixture.admit(Fixture.verifier(), token, escaped))
        .isInstanceOf(Admission.Asserted.class);
  }

  private Reason refusal(String altered) {
    AssertionRejected rejected =
        catchThrowableOfType(
            AssertionRejected.class, () -> Fixture.admit(Fixture.verifier(), token, altered));
    assertThat(rejected).as("the altered call was admitted").isNotNull();
    return rejected.reason();
  }
}
