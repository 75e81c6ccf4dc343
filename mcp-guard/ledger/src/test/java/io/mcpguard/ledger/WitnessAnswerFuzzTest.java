package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.ledger.WitnessReport.Forked;
import io.mcpguard.ledger.WitnessReport.RolledBack;
import io.mcpguard.ledger.WitnessReport.Unanswered;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a witness, of any bytes: what it did not sign makes no checkpoint a witnessed one. */
class WitnessAnswerFuzzTest {
  private static final Cosigner COSIGNER = Cosigner.generate("witness.example/w1", Logs.RANDOM);
  private static final int SIZE = 100;

  @TempDir private static Path parent;
  private static Ledger ledger;

  @BeforeAll
  static void write() throws Exception {
    ledger = Ledger.open(Logs.written(parent.resolve("log"), SIZE), Logs.options());
  }

  @AfterAll
  static void close() throws Exception {
    ledger.close();
  }

  private static WitnessReport answered(int status, byte[] body) throws Exception {
    WitnessFeed.Channel channel = request -> new WitnessFeed.Reply(status, body);
    return new WitnessFeed(ledger, COSIGNER.key(), channel).push(ledger.reader());
  }

  /** 409: "the body MUST consist of the tree size … in decimal, followed by a newline". */
  @FuzzTest
  void aConflictIsARollbackAForkOrNoAnswer(byte[] body) throws Exception {
    WitnessReport report = answered(409, body);

    switch (report) {
      case RolledBack(long size) -> assertThat(size).isGreaterThan(SIZE);
      case Forked forked -> assertThat(new String(body, UTF_8)).isEqualTo(SIZE + "\n");
      case Unanswered(String why) -> assertThat(why).contains("409");
      case WitnessReport.Witnessed witnessed -> throw new AssertionError("nobody signed it");
    }
  }

  @FuzzTest
  void noBytesAreACosignature(byte[] body) throws Exception {
    assertThat(answered(200, body)).isInstanceOf(Unanswered.class);
  }
}
