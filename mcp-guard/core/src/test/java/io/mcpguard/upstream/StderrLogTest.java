package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a child writes to its error output is text by a stranger: it may neither fill the log nor
 * pass for another line of it.
 */
class StderrLogTest {
  @Test
  void eachLineIsOneOfTheLogUnderTheChildsName() {
    assertThat(logged("one\ntwo\n")).containsExactly("child c: one", "child c: two");
  }

  @Test
  void whatIsNotEndedByALineBreakIsALineToo() {
    assertThat(logged("one\ntw")).containsExactly("child c: one", "child c: tw");
  }

  @Test
  void aLineOf2000BytesIsWhole() {
    assertThat(logged("x".repeat(2000) + "\n")).containsExactly("child c: " + "x".repeat(2000));
  }

  @Test
  void aLineOf2001BytesIsCut() {
    assertThat(logged("x".repeat(2001) + "\nnext\n"))
        .containsExactly("child c: " + "x".repeat(2000) + " …", "child c: next");
  }

  /** CR and ESC move the cursor, U+2028 breaks a line, U+202E turns what follows around. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\r", "\u001b", "\u0000", "\u007f", "\u0085", "\u2028", "\u2029", "\u202e"})
  void whatCouldFakeAnotherLineIsMadeVisible(String unseen) {
    assertThat(logged("a" + unseen + "b\n")).containsExactly("child c: a\ufffdb");
  }

  @ParameterizedTest
  @CsvSource({"'a\tb', a b", "naïve 日本, naïve 日本", "{} %s, {} %s"})
  void whatIsTextStays(String line, String shown) {
    assertThat(logged(line + "\n")).containsExactly("child c: " + shown);
  }

  @Test
  void bytesThatAreNoUtf8AreMadeVisible() {
    List<String> log = new ArrayList<>();

    new StderrLog(
            "c",
            new ByteArrayInputStream(new byte[] {'a', -1, 'b'}),
            log::add,
            StderrLogTest::still)
        .run();

    assertThat(log).containsExactly("child c: a\ufffdb");
  }

  @Test
  void fiftyLinesInASecondAreAllWritten() {
    assertThat(logged("x\n".repeat(50))).hasSize(50).containsOnly("child c: x");
  }

  @Test
  void moreLinesInASecondAreCounted() {
    assertThat(logged("x\n".repeat(53)))
        .hasSize(51)
        .endsWith("child c: x", "child c: 3 more lines dropped");
  }

  /** The clock is read once at the start and once for each line. */
  @Test
  void theNextSecondTellsHowManyWereDroppedAndWritesOn() {
    List<String> log = new ArrayList<>();
    List<Integer> read = new ArrayList<>();
    LongSupplier aSecondAfterTheLastButOne =
        () -> {
          read.add(1);
          return read.size() <= 53 ? 0 : TimeUnit.SECONDS.toNanos(1);
        };

    new StderrLog("c", bytes("x\n".repeat(52) + "y\n"), log::add, aSecondAfterTheLastButOne).run();

    assertThat(log)
        .hasSize(52)
        .endsWith("child c: x", "child c: 2 more lines dropped", "child c: y");
  }

  /** A clock that stands still. */
  private static long still() {
    return 0;
  }

  private static List<String> logged(String stderr) {
    List<String> log = new ArrayList<>();
    new StderrLog("c", bytes(stderr), log::add, StderrLogTest::still).run();
    return log;
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
