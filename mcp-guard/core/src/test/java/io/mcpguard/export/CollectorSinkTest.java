package io.mcpguard.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Limits;
import io.mcpguard.testkit.OtlpCollector;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector's answer means (OTLP 1.x, OTLP/HTTP Response). */
class CollectorSinkTest {
  private final OtlpCollector collector = OtlpCollector.start();
  private final Http1Client http = ExportedLedger.client();

  @AfterEach
  void close() {
    try (collector) {
      http.close();
    }
  }

  private Delivery deliver() throws Exception {
    Destination at = Destination.of(collector.url() + "/v1/logs");
    List<Header> shown = List.of(new Header("Authorization", "Bearer canary"));
    return new CollectorSink(http.pool(at, Http1Limits.standard().withConnections(1)), shown)
        .take("{}".getBytes(UTF_8));
  }

  @Test
  void theCredentialIsShown() throws Exception {
    assertThat(deliver()).isEqualTo(new Delivery.Taken());

    assertThat(collector.nextTaken().header("Authorization")).contains("Bearer canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "no JSON", "{\"partialSuccess\":{}}"})
  void anAnswerThatRefusesNothingHasTakenAll(String body) throws Exception {
    collector.takesAnswering(body);

    assertThat(deliver()).isEqualTo(new Delivery.Taken());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"partialSuccess\":{\"rejectedSpans\":\"3\"}};3",
        "{\"partialSuccess\":{\"rejectedLogRecords\":2}};2",
        "{\"partialSuccess\":{\"rejectedSpans\":-9,\"rejectedLogRecords\":2}};2",
        "{\"partialSuccess\":{\"rejectedSpans\":9223372036854775807,\"rejectedLogRecords\":1}};"
            + "1000000000000000001"
      })
  void aPartThatIsRefusedIsCounted(String body, long refused) throws Exception {
    collector.takesAnswering(body);

    assertThat(deliver()).isEqualTo(new Delivery.TakenInPart(refused));
  }

  @ParameterizedTest
  @CsvSource({"7,PT7S", "300,PT5M", "301,PT5M", "'',PT0S", "'Thu, 26 Nov 2026 12:00:00 GMT',PT0S"})
  void howLongToWaitIsAskedInSeconds(String retryAfter, Duration wait) throws Exception {
    collector.refuses(429, retryAfter);

    assertThat(deliver())
        .isEqualTo(
            new Delivery.Failed("it answered 429; look at its address and credential", wait));
  }

  @Test
  void aCollectorThatIsAwayIsAFailure() throws Exception {
    collector.close();

    assertThat(deliver()).isInstanceOf(Delivery.Failed.class);
  }
}
