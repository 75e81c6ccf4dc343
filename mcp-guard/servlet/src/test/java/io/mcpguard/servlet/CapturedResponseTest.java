package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.BrokenAnswer;
import io.mcpguard.upstream.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a servlet writes, in characters too, goes out or is taken back as one. */
class CapturedResponseTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final CapturedResponse response =
      new CapturedResponse(new Pipe(LONG, Deadline.in(LONG)), Deadline.in(LONG));

  @Test
  void whatTheWriterHoldsGoesOutWithTheBuffer() throws Exception {
    response.getWriter().write("now");

    response.flushBuffer();

    assertThat(response.isCommitted()).isTrue();
    assertThat(response.head().body().readNBytes(3)).asString().isEqualTo("now");
  }

  @Test
  void aWriterThatIsFlushedCommits() {
    response.getWriter().flush();

    assertThat(response.isCommitted()).isTrue();
  }

  @Test
  void whatTheWriterHoldsIsResetWithTheBuffer() throws Exception {
    PrintWriter writer = response.getWriter();
    writer.write("taken back");

    response.resetBuffer();
    writer.write("said");

    assertThat(response.isCommitted()).isFalse();
    assertThat(whole()).isEqualTo("said");
  }

  @Test
  void whatTheWriterHoldsIsResetWithTheHead() throws Exception {
    response.setStatus(404);
    response.getWriter().write("taken back");

    response.reset();

    assertThat(whole()).isEmpty();
    assertThat(response.head().status()).isEqualTo(200);
  }

  @Test
  void anAnswerThatIsCommittedIsNotTakenBack() throws Exception {
    response.getWriter().write("said");
    response.flushBuffer();

    assertThatIllegalStateException().isThrownBy(response::reset);
    assertThat(whole()).isEqualTo("said");
  }

  @Test
  void whoFlushesForNobodyIsToldSo() {
    response.getWriter().write("lost");
    response.abandon(new BrokenAnswer(Fault.CANCELLED, "the call was given up"));

    assertThatIOException().isThrownBy(response::flushBuffer);
  }

  private String whole() throws IOException {
    response.complete();
    return new String(response.head().body().readAllBytes(), StandardCharsets.UTF_8);
  }
}
