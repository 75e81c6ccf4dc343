package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Whatever an upstream writes: a head and chunks are read or refused within bounds, and the same
 * however the bytes are cut into reads.
 */
class ResponseFuzzTest {
  private static final Http1Limits LIMITS = Http1Limits.standard();

  @FuzzTest
  void readsTheSameHoweverTheBytesArrive(byte[] answer) {
    String atOnce = read(answer, answer.length);

    assertThat(read(answer, 1)).isEqualTo(atOnce);
  }

  /** RFC 9112 §6.3: what was read as chunked must end exactly behind its last chunk. */
  @FuzzTest
  void chunksNeverYieldMoreThanTheirBytes(byte[] body) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Inflow in = new Inflow(new FixedWire(body, 7));
    try {
      drain(new Chunks(in, LIMITS), content);
    } catch (Http1Failure refused) {
      assertThat(refused.kind())
          .isIn(Http1Failure.Kind.MALFORMED, Http1Failure.Kind.BROKEN, Http1Failure.Kind.TOO_LARGE);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    assertThat(content.size()).isLessThanOrEqualTo(body.length);
  }

  private static String read(byte[] answer, int step) {
    Inflow in = new Inflow(new FixedWire(answer, Math.max(step, 1)));
    try {
      ResponseHead head = ResponseHead.parse(in.head(LIMITS.headBytes()), LIMITS.headFields());
      Framing framing = head.framing();
      String said = head.status() + " " + framing + " " + head.persists() + head.only("x");
      if (framing.end() != Framing.End.CHUNKED) {
        return said;
      }
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      drain(new Chunks(in, LIMITS), content);
      return said + Arrays.toString(content.toByteArray());
    } catch (Http1Failure refused) {
      return refused.kind().name();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void drain(Chunks chunks, ByteArrayOutputStream into) throws IOException {
    byte[] buffer = new byte[1024];
    for (int got = chunks.read(buffer, 0, 1024); got >= 0; got = chunks.read(buffer, 0, 1024)) {
      assertThat(got).isPositive();
      into.write(buffer, 0, got);
    }
  }

  private static final class FixedWire implements Wire {
    private final byte[] bytes;
    private final int step;
    private int at;

    private FixedWire(byte[] bytes, int step) {
      this.bytes = bytes;
      this.step = step;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int got = Math.min(Math.min(length, step), bytes.length - at);
      System.arraycopy(bytes, at, into, from, got);
      at += got;
      return got;
    }

    @Override
    public void write(byte[] unused, int from, int length) {
      throw new AssertionError("nothing is written here");
    }

    @Override
    public boolean isStale() {
      return false;
    }
  }
}
