package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever a server streams: the same events however it is cut into reads, all within bounds. */
class SseReaderFuzzTest {
  private static final int MOST = 256;

  @FuzzTest
  void readsTheSameEventsHoweverTheyArrive(byte[] stream) {
    List<String> atOnce = read(new ByteArrayInputStream(stream));
    List<String> byteByByte = read(new OneByteAtATime(stream));

    assertThat(byteByByte).isEqualTo(atOnce);
  }

  private static List<String> read(InputStream in) {
    SseReader reader = new SseReader(in, MOST);
    List<String> seen = new ArrayList<>();
    try {
      for (Optional<SseEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
        SseEvent event = next.get();
        assertThat(event.data().length).isLessThanOrEqualTo(MOST);
        seen.add(
            event.id()
                + event.type()
                + event.retry()
                + new String(event.data(), StandardCharsets.UTF_8));
      }
    } catch (BrokenAnswer refused) {
      seen.add(refused.fault().name());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return seen;
  }

  private static final class OneByteAtATime extends InputStream {
    private final byte[] bytes;
    private int at;

    private OneByteAtATime(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return at == bytes.length ? -1 : bytes[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (at == bytes.length) {
        return -1;
      }
      into[from] = bytes[at++];
      return 1;
    }
  }
}
