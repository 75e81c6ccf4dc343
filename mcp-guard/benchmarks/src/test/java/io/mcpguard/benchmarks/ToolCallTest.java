package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolCallTest {
  @Test
  void theRequestHasAHundredBytesAndItsAnswerThreeHundred() {
    byte[] request = ToolCall.request();
    int id = ToolCall.idOffset();

    byte[] answer = ToolCall.answer(request, id, id + ToolCall.ID_DIGITS);

    assertThat(request).hasSize(100);
    assertThat(answer).hasSize(300);
    assertThat(new String(answer, US_ASCII)).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1000000,");
  }

  @Test
  void anIdIsWrittenInPlace() {
    byte[] request = ToolCall.request();

    ToolCall.writeId(request, ToolCall.idOffset(), 6_400_017);

    assertThat(new String(request, US_ASCII)).contains("\"id\":6400017,");
  }
}
