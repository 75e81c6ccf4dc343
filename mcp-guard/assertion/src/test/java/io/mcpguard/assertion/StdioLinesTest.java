package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class StdioLinesTest {
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":\"l\",\"method\":\"tools/list\"}";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aLineWithItsAssertionIsGivenAsItCame() throws IOException {
    String sent = asserted();

    AdmittedLine line = lines(sent).next().orElseThrow();

    assertThat(new String(line.bytes(), UTF_8)).isEqualTo(sent);
    assertThat(line.admission()).isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void aRefusedRequestIsAnsweredByItsIdAndTheNextLineIsGiven() throws IOException {
    AdmittedLine line = lines(Fixture.PAY, LIST).next().orElseThrow();

    assertThat(new String(line.bytes(), UTF_8)).isEqualTo(LIST);
    assertThat(answers())
        .isEqualTo(
            "{\"error\":{\"code\":1403,\"data\":{\"reason\":\"no_token\"},\"message\":\"the call"
                + " carries no assertion; send it through the guard\"},\"id\":7,"
                + "\"jsonrpc\":\"2.0\"}\n");
  }

  @Test
  void whatCannotBeReadIsAnsweredWithoutAnId() throws IOException {
    lines(Fixture.PAY + "x").next();

    assertThat(answers()).contains("\"reason\":\"malformed_body\"", "\"id\":null");
  }

  @Test
  void aRefusedAnswerIsDropped() throws IOException {
    assertThat(lines(Fixture.DECLINED).next()).isEmpty();
    assertThat(answers()).isEmpty();
  }

  @Test
  void anIdOf256BytesIsRepeated() throws IOException {
    String id = "i".repeat(254);
    lines(Fixture.PAY.replace("\"id\":7", "\"id\":\"" + id + "\"")).next();

    assertThat(answers()).contains("\"id\":\"" + id + "\"");
  }

  @Test
  void aLongerIdIsNot() throws IOException {
    lines(Fixture.PAY.replace("\"id\":7", "\"id\":\"" + "i".repeat(255) + "\"")).next();

    assertThat(answers()).contains("\"id\":null");
  }

  @Test
  void noMessageStandsBetweenTwoCarriageReturnsOfAnother() throws IOException {
    String notification =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":\r{\"a\":1}\r}";

    AdmittedLine line = lines(notification).next().orElseThrow();

    assertThat(new String(line.bytes(), UTF_8)).isEqualTo(notification.replace('\r', ' '));
  }

  @Test
  void emptyLinesArePassedOver() throws IOException {
    assertThat(lines("", LIST).next()).isPresent();
  }

  @Test
  void aLineOfTheCapIsTaken() throws IOException {
    assertThat(capped(LIST.length()).next()).isPresent();
  }

  @Test
  void aLongerLineEndsTheStream() {
    StdioLines lines = capped(LIST.length() - 1);

    assertThatThrownBy(lines::next).isInstanceOf(IOException.class).hasMessageContaining("longer");
  }

  @Test
  void aCapOfNothingIsRefused() {
    assertThatThrownBy(() -> capped(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The other end may be behind a buffer, and waits for the line. */
  @Test
  void aLineLeavesWhenItIsWholeAndNotBefore() throws IOException {
    OutputStream server = buffered().output();

    server.write("{\"a\":".getBytes(UTF_8));
    server.flush();
    assertThat(answers()).isEmpty();
    server.write("1}\n".getBytes(UTF_8));

    assertThat(answers()).isEqualTo("{\"a\":1}\n");
  }

  @Test
  void aRefusalLeavesAtOnce() throws IOException {
    buffered().next();

    assertThat(answers()).contains("no_token").endsWith("\n");
  }

  private StdioLines buffered() {
    return new StdioLines(
        new ByteArrayInputStream(Fixture.PAY.getBytes(UTF_8)),
        new BufferedOutputStream(out),
        AssertionGate.enforcing(Fixture.verifier()));
  }

  @Test
  void aRefusalStandsBetweenTheServersLines() throws IOException {
    StdioLines lines = lines(Fixture.PAY);
    lines.output().write("{\"begun\":".getBytes(UTF_8));
    lines.next();
    lines.output().write("true}\n".getBytes(UTF_8));

    assertThat(answers().lines()).hasSize(2).last().isEqualTo("{\"begun\":true}");
  }

  static String asserted() {
    return Fixture.PAY.replace(
        "\"progressToken\":1", "\"io.mcpguard/txn-token\":\"" + Fixture.token(Fixture.PAY) + "\"");
  }

  private StdioLines lines(String... lines) {
    byte[] all = String.join("\n", lines).getBytes(UTF_8);
    AssertionGate gate = AssertionGate.enforcing(Fixture.verifier());
    return new StdioLines(new ByteArrayInputStream(all), out, gate);
  }

  private StdioLines capped(int mostBytes) {
    AssertionGate gate = AssertionGate.enforcing(Fixture.verifier());
    return new StdioLines(new ByteArrayInputStream(LIST.getBytes(UTF_8)), out, gate, mostBytes);
  }

  private String answers() {
    return out.toString(UTF_8);
  }
}
