package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.BrokenAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PipeTest {
  private static final int ROOM = 64 * 1024;
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void whatIsWrittenIsReadHoweverMuchItIs() throws Exception {
    Pipe pipe = new Pipe(LONG, Deadline.in(LONG));
    byte[] much = new byte[5 * ROOM + 1];
    new Random(7).nextBytes(much);

    CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> readAll(pipe));
    pipe.write(much, 0, much.length);
    pipe.finish();

    assertThat(read.join()).isEqualTo(much);
  }

  @Test
  void aPipeThatIsJustFullTakesItsBytesWithoutAReader() throws Exception {
    Pipe pipe = new Pipe(Duration.ZERO, Deadline.in(LONG));

    pipe.write(new byte[ROOM], 0, ROOM);
    pipe.finish();

    assertThat(readAll(pipe)).hasSize(ROOM);
  }

  @Test
  void aServletWhoseAnswerNobodyReadsIsToldSo() throws Exception {
    Pipe pipe = new Pipe(Duration.ZERO, Deadline.in(LONG));
    pipe.write(new byte[ROOM], 0, ROOM);

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> pipe.write(new byte[1], 0, 1));
  }

  @Test
  void aServletWhoseReaderLeftIsToldSo() {
    Pipe pipe = new Pipe(LONG, Deadline.in(LONG));
    pipe.abandon();

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> pipe.write(new byte[1], 0, 1));
  }

  @Test
  void anAnswerThatBrokeOffIsNotTakenForAWholeOne() throws Exception {
    Pipe pipe = new Pipe(LONG, Deadline.in(LONG));
    pipe.write(new byte[1], 0, 1);
    pipe.breakOff();

    assertThatExceptionOfType(BrokenAnswer.class).isThrownBy(() -> pipe.reader().readAllBytes());
  }

  @Test
  void nobodyWaitsForAnAnswerBeyondTheDeadline() {
    Pipe pipe = new Pipe(LONG, Deadline.in(Duration.ZERO));

    assertThatExceptionOfType(BrokenAnswer.class).isThrownBy(() -> pipe.reader().read());
  }

  @Test
  void anAnswerAtTheCapIsReadAndOneBeyondItIsNot() throws Exception {
    CapturedAnswer atCap = answer(10);
    CapturedAnswer beyond = answer(11);

    assertThat(atCap.readAll(10)).hasSize(10);
    assertThatExceptionOfType(BrokenAnswer.class).isThrownBy(() -> beyond.readAll(10));
  }

  private static CapturedAnswer answer(int length) throws IOException {
    Pipe pipe = new Pipe(LONG, Deadline.in(LONG));
    pipe.write(new byte[length], 0, length);
    pipe.finish();
    return new CapturedAnswer(200, new CapturedFields(), pipe);
  }

  private static byte[] readAll(Pipe pipe) {
    try {
      return pipe.reader().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
