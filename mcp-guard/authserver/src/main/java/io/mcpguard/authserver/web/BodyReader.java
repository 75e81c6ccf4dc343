package io.mcpguard.authserver.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads a request's body whole, within a size and a time.
 *
 * <p>The attacker sends a byte now and then (slow loris), or says that there is a body and sends
 * none: the time is that of the whole body, whatever has come of it.
 */
final class BodyReader {
  private final int mostBytes;
  private final Duration mostTime;

  BodyReader(int mostBytes, Duration mostTime) {
    this.mostBytes = mostBytes;
    this.mostTime = mostTime;
  }

  /** What came of reading. */
  sealed interface Body {
    /** All of it; bytes that are no UTF-8 count as none. */
    record Whole(String text) implements Body {}

    record TooLarge() implements Body {}

    record TooSlow() implements Body {}
  }

  Body read(Request request) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    Scheduler.Task end =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> {
                  late.set(true);
                  // Whoever waits for bytes is woken by this.
                  request.fail(new TimeoutException("the body did not come in time"));
                },
                mostTime.toMillis(),
                TimeUnit.MILLISECONDS);
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      return bytes.length > mostBytes ? new Body.TooLarge() : new Body.Whole(text(bytes));
    } catch (IOException cut) {
      if (late.get()) {
        return new Body.TooSlow();
      }
      throw cut;
    } finally {
      end.cancel();
    }
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      return "";
    }
  }
}
