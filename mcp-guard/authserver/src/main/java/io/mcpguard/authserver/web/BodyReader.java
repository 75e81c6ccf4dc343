package io.mcpguard.authserver.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
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
 * none: the time is that of the whole body, whatever has come of it. Or sends large bodies on many
 * connections: beyond its first 8 KiB a body needs one of a few places.
 */
public final class BodyReader {
  private static final int FIRST = 8 * 1024;

  /** For 4 MiB of bodies at their largest. */
  static final int MOST_LARGE = 64;

  private final Semaphore large;
  private final int mostBytes;
  private final Duration mostTime;

  /** Reads at most {@code mostBytes} within {@code mostTime}. */
  public BodyReader(int mostBytes, Duration mostTime) {
    this(mostBytes, mostTime, new Semaphore(MOST_LARGE));
  }

  BodyReader(int mostBytes, Duration mostTime, Semaphore large) {
    this.large = large;
    this.mostBytes = mostBytes;
    this.mostTime = mostTime;
  }

  /** What came of reading. */
  public sealed interface Body {
    /**
     * All of it, and how many places it has until {@link BodyReader#done}; bytes that are no UTF-8
     * count as none.
     */
    record Whole(String text, int places) implements Body {}

    /** As many large bodies are read as may be. */
    record NoRoom() implements Body {}

    /** More bytes came than may. */
    record TooLarge() implements Body {}

    /** It was not there in time. Nothing more can be read of the request. */
    record TooSlow() implements Body {}
  }

  /**
   * Reads the request's body.
   *
   * @throws IOException when it is cut off
   */
  public Body read(Request request) throws IOException {
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
      byte[] first = in.readNBytes(FIRST);
      return first.length < FIRST ? new Body.Whole(text(first), 0) : rest(first, in);
    } catch (IOException cut) {
      if (late.get()) {
        return new Body.TooSlow();
      }
      throw cut;
    } finally {
      end.cancel();
    }
  }

  private Body rest(byte[] first, InputStream in) throws IOException {
    if (!large.tryAcquire()) {
      return new Body.NoRoom();
    }
    Body body = new Body.NoRoom();
    try {
      byte[] bytes = Arrays.copyOf(first, mostBytes + 1);
      int length = FIRST + in.readNBytes(bytes, FIRST, bytes.length - FIRST);
      body =
          length > mostBytes
              ? new Body.TooLarge()
              : new Body.Whole(text(Arrays.copyOf(bytes, length)), 1);
      return body;
    } finally {
      if (!(body instanceof Body.Whole)) {
        large.release();
      }
    }
  }

  /** Gives back what a body held: nobody reads it any more. */
  public void done(Body.Whole body) {
    large.release(body.places());
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      return "";
    }
  }
}
