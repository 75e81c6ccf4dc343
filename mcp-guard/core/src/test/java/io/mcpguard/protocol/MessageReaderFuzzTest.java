package io.mcpguard.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.exchange.Reason;

/** Whatever bytes come, they are messages in those very bytes, or refused with a status. */
class MessageReaderFuzzTest {
  private final MessageReader strict = new MessageReader(ReadRules.request());
  private final MessageReader inexact = strict.allowingInexactNumbers();

  @FuzzTest
  void aBodyIsMessagesOrARefusal(byte[] body) {
    check(strict.read(body), body);
  }

  @FuzzTest
  void inexactNumbersChangeNoOtherRule(byte[] body) {
    Envelope read = strict.read(body);
    if (!(read instanceof Envelope.Malformed)) {
      assertThat(inexact.read(body)).hasSameClassAs(read);
    }
  }

  private static void check(Envelope envelope, byte[] body) {
    switch (envelope) {
      case Envelope.Single single ->
          assertThat(single.message().document().bytes()).isEqualTo(body);
      case Envelope.Batch batch -> {
        assertThat(batch.elements()).isNotEmpty().hasSizeLessThanOrEqualTo(32);
        batch
            .elements()
            .forEach(element -> assertThat(element).isNotInstanceOf(Envelope.Batch.class));
      }
      case Envelope.Malformed malformed ->
          assertThat(malformed.denial().reason())
              .isNotIn(Reason.INTERNAL, Reason.POLICY_DENIED, Reason.INSUFFICIENT_SCOPE);
    }
  }
}
