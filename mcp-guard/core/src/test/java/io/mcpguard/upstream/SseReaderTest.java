package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WHATWG HTML §9.2.5 (parsing) and §9.2.6 (interpreting an event stream). */
class SseReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void aLineEndsInLfCrOrBoth(String end) throws IOException {
    String stream = "data: a" + end + "data: b" + end + end + "data: c" + end + end;

    assertThat(data(stream)).containsExactly("a\nb", "c");
  }

  /** §9.2.5: "one leading U+FEFF BYTE ORDER MARK character must be ignored if any are present". */
  @Test
  void aByteOrderMarkAtTheStartIsIgnored() throws IOException {
    assertThat(data("\ufeffdata: a\n\n")).containsExactly("a");
  }

  @Test
  void aSecondByteOrderMarkMakesAnUnknownField() throws IOException {
    assertThat(data("data: a\n\n\ufeffdata: b\n\n")).containsExactly("a");
  }

  /** §9.2.6: "If the line starts with a U+003A COLON character (:), ignore the line." */
  @Test
  void aCommentIsIgnored() throws IOException {
    assertThat(data(": keep-alive\n\ndata: a\n: more\n\n")).containsExactly("a");
  }

  /** §9.2.6: "If value starts with a U+0020 SPACE character, remove it from value." */
  @Test
  void oneSpaceBehindTheColonIsRemoved() throws IOException {
    assertThat(data("data:a\n\ndata: b\n\ndata:  c\n\ndata\n\n"))
        .containsExactly("a", "b", " c", "");
  }

  @Test
  void idTypeAndRetryAreKept() throws IOException {
    SseEvent event = events("id: 7\nevent: endpoint\nretry: 1500\ndata: x\n\n").getFirst();

    assertThat(event.id()).contains("7");
    assertThat(event.type()).isEqualTo("endpoint");
    assertThat(event.retry()).contains(Duration.ofMillis(1500));
  }

  @Test
  void anEventThatOnlySetsAnIdIsAnEventWithoutData() throws IOException {
    SseEvent event = events("id: 7\n\n").getFirst();

    assertThat(event.id()).contains("7");
    assertThat(event.data()).isEmpty();
  }

  /** §9.2.6: "If the field value does not contain U+0000 NULL, then set the last event ID". */
  @Test
  void anIdWithNulIsIgnored() throws IOException {
    assertThat(events("id: a\0b\ndata: x\n\n").getFirst().id()).isEmpty();
  }

  /** §9.2.6: "If the field value consists of only ASCII digits"; otherwise ignore the field. */
  @ParameterizedTest
  @ValueSource(strings = {"-1", "1s", "", "99999999999999999999"})
  void aRetryThatIsNoNumberIsIgnored(String retry) throws IOException {
    assertThat(events("retry: " + retry + "\ndata: x\n\n").getFirst().retry()).isEmpty();
  }

  /** §9.2.6: an incomplete event at the end of the file is discarded. */
  @Test
  void anUnfinishedEventIsDropped() throws IOException {
    assertThat(data("data: a\n\ndata: b\n")).containsExactly("a");
  }

  @Test
  void anEventAtTheBoundIsReadAndOneByteMoreIsTooLarge() throws IOException {
    assertThat(data("data: " + "x".repeat(58) + "\n\n")).hasSize(1);
    assertThat(fault("data: " + "x".repeat(59) + "\n\n")).isEqualTo(Fault.TOO_LARGE);
  }

  @Test
  void theBoundCountsAllLinesOfAnEvent() {
    assertThat(fault("data: xxxxxxxxxxxxxxx\n".repeat(5) + "\n")).isEqualTo(Fault.TOO_LARGE);
  }

  @Test
  void whatIsNotUtf8EndsTheStream() {
    assertThat(fault("data: \u00c3(\n\n".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(Fault.MALFORMED);
  }

  private static List<String> data(String stream) throws IOException {
    return events(stream).stream()
        .map(event -> new String(event.data(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<SseEvent> events(String stream) throws IOException {
    return events(stream.getBytes(StandardCharsets.UTF_8));
  }

  private static List<SseEvent> events(byte[] stream) throws IOException {
    SseReader reader = new SseReader(new ByteArrayInputStream(stream), 64);
    List<SseEvent> events = new ArrayList<>();
    for (Optional<SseEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
      events.add(e.get());
    }
    return events;
  }

  private static Fault fault(String stream) {
    return fault(stream.getBytes(StandardCharsets.UTF_8));
  }

  private static Fault fault(byte[] stream) {
    return Assertions.catchThrowableOfType(BrokenAnswer.class, () -> events(stream)).fault();
  }
}
