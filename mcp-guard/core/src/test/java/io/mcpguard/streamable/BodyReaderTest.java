package io.mcpguard.streamable;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.streamable.BodyReader.Body;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies hold no more memory than there is room for, whatever is announced. */
class BodyReaderTest {
  private static final int ROOM = 10_000;

  private final Semaphore room = new Semaphore(ROOM);
  private final BodyReader reader = new BodyReader(100_000, Duration.ofSeconds(30), room);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8192, 8193, 18_000})
  void aBodyThatFitsIsWholeAndHoldsRoomUntilItIsDone(int length) throws Exception {
    Body.Whole body = (Body.Whole) reader.read(new Sent(length, Long.toString(length)));

    assertThat(body.bytes()).hasSize(length);
    assertThat(room.availablePermits()).isEqualTo(ROOM - Math.max(0, length - 8192));
    reader.done(body);
    assertThat(room.availablePermits()).isEqualTo(ROOM);
  }

  @Test
  void aBodyBeyondTheRoomIsRefusedAndHoldsNothing() throws Exception {
    assertThat(reader.read(new Sent(18_193, "18193"))).isInstanceOf(Body.NoRoom.class);
    assertThat(room.availablePermits()).isEqualTo(ROOM);
  }

  @Test
  void whatIsAnnouncedAndNotSentTakesNoRoom() throws Exception {
    assertThat(reader.read(new Sent(0, "100000"))).isInstanceOf(Body.Whole.class);
    assertThat(room.availablePermits()).isEqualTo(ROOM);
  }

  @Test
  void aBodyOfNoAnnouncedLengthIsReadToItsEnd() throws Exception {
    Body.Whole body = (Body.Whole) reader.read(new Sent(9_000, ""));

    assertThat(body.bytes()).hasSize(9_000);
    reader.done(body);
    assertThat(room.availablePermits()).isEqualTo(ROOM);
  }

  @Test
  void aBodyThatGrowsTooLargeHoldsNothing() throws Exception {
    BodyReader small = new BodyReader(9_000, Duration.ofSeconds(30), room);

    assertThat(small.read(new Sent(9_001, ""))).isInstanceOf(Body.TooLarge.class);
    assertThat(room.availablePermits()).isEqualTo(ROOM);
  }

  /** A request of so many bytes that announces what it likes. */
  private record Sent(int length, String announced) implements ClientExchange {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String source() {
      return "127.0.0.1";
    }

    @Override
    public List<String> values(String name) {
      return name.equals("Content-Length") && !announced.isEmpty() ? List.of(announced) : List.of();
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(new byte[length]);
    }

    @Override
    public void status(int status) {}

    @Override
    public void field(String name, String value) {}

    @Override
    public void whole(byte[] body) {}

    @Override
    public void begin() {}

    @Override
    public void piece(byte[] bytes) {}

    @Override
    public void end() {}
  }
}
