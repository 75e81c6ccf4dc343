package io.mcpguard.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of events (WHATWG HTML §9.2.5 and §9.2.6): lines end in CR, LF or CRLF, a byte
 * order mark may stand at the start, comments and unknown fields are dropped, an unfinished event
 * at the end is dropped.
 *
 * <p>The attacker is the server: an event is bounded over all its lines, and what is not UTF-8 ends
 * the stream instead of being replaced.
 */
public final class SseReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int LONGEST_ID = 1024;

  private final InputStream in;
  private final int mostBytes;
  private final byte[] buffer = new byte[8 * 1024];
  private int at;
  private int end;
  private boolean afterCr;
  private boolean first = true;

  private byte[] line = new byte[1024];
  private int lineLength;
  private byte[] data = new byte[1024];
  private int dataLength;
  private boolean hasData;
  private @Nullable String id;
  private @Nullable String type;
  private @Nullable Duration retry;

  /** Reads {@code in}; an event has at most {@code mostBytes}. */
  public SseReader(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /**
   * The next event, or nothing at the end of the stream.
   *
   * @throws BrokenAnswer if the stream is not UTF-8 or an event is too large
   * @throws IOException if the stream broke
   */
  public Optional<SseEvent> next() throws IOException {
    while (readLine()) {
      if (lineLength > 0) {
        field();
      } else if (hasData || id != null || retry != null) {
        return Optional.of(dispatch());
      } else {
        type = null;
      }
    }
    return Optional.empty();
  }

  private SseEvent dispatch() {
    SseEvent event =
        new SseEvent(id, type == null ? "message" : type, Arrays.copyOf(data, dataLength), retry);
    dataLength = 0;
    hasData = false;
    id = null;
    type = null;
    retry = null;
    return event;
  }

  private void field() throws BrokenAnswer {
    int colon = 0;
    while (colon < lineLength && line[colon] != ':') {
      colon++;
    }
    int value = Math.min(colon + 1, lineLength);
    if (value < lineLength && line[value] == ' ') {
      value++;
    }
    if (named("data", colon)) {
      requireUtf8(value);
      addData(value);
    } else if (named("event", colon)) {
      type = value == lineLength ? null : text(value);
    } else if (named("id", colon)) {
      id(text(value));
    } else if (named("retry", colon)) {
      retry(value);
    }
  }

  /**
   * An id with NUL is ignored by the specification; one too long to send back is ours to refuse.
   */
  private void id(String text) throws BrokenAnswer {
    if (text.length() > LONGEST_ID) {
      throw new BrokenAnswer(Fault.TOO_LARGE, "an event's id is longer than 1024 characters");
    }
    if (text.indexOf('\0') < 0) {
      id = text;
    }
  }

  private void retry(int from) {
    long millis = 0;
    for (int i = from; i < lineLength; i++) {
      if (line[i] < '0' || line[i] > '9' || millis > Integer.MAX_VALUE) {
        return;
      }
      millis = millis * 10 + (line[i] - '0');
    }
    if (from < lineLength) {
      retry = Duration.ofMillis(millis);
    }
  }

  private void addData(int from) throws BrokenAnswer {
    int more = lineLength - from + (hasData ? 1 : 0);
    if (dataLength + more > mostBytes) {
      throw tooLarge();
    }
    if (data.length - dataLength < more) {
      data = Arrays.copyOf(data, Math.max(2 * data.length, dataLength + more));
    }
    if (hasData) {
      data[dataLength++] = '\n';
    }
    System.arraycopy(line, from, data, dataLength, lineLength - from);
    dataLength += lineLength - from;
    hasData = true;
  }

  private boolean named(String name, int colon) {
    if (colon != name.length()) {
      return false;
    }
    for (int i = 0; i < colon; i++) {
      if (line[i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int from) throws BrokenAnswer {
    requireUtf8(from);
    return new String(line, from, lineLength - from, StandardCharsets.UTF_8);
  }

  private void requireUtf8(int from) throws BrokenAnswer {
    for (int i = from; i < lineLength; i++) {
      if (line[i] < 0) {
        requireDecodable(from);
        return;
      }
    }
  }

  private void requireDecodable(int from) throws BrokenAnswer {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, from, lineLength - from));
    } catch (CharacterCodingException notUtf8) {
      throw new BrokenAnswer(Fault.MALFORMED, "the stream of events is not UTF-8", notUtf8);
    }
  }

  /** Reads the next line without its end; false at the end of the stream. */
  private boolean readLine() throws IOException {
    lineLength = 0;
    while (true) {
      if (at == end && !fill()) {
        return false;
      }
      if (afterCr) {
        afterCr = false;
        if (buffer[at] == '\n') {
          at++;
          continue;
        }
      }
      int stop = at;
      while (stop < end && buffer[stop] != '\n' && buffer[stop] != '\r') {
        stop++;
      }
      addToLine(stop);
      if (stop < end) {
        afterCr = buffer[stop] == '\r';
        at = stop + 1;
        dropByteOrderMark();
        return true;
      }
      at = stop;
    }
  }

  private void addToLine(int stop) throws BrokenAnswer {
    int more = stop - at;
    if (lineLength + more > mostBytes) {
      throw tooLarge();
    }
    if (line.length - lineLength < more) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, lineLength + more));
    }
    System.arraycopy(buffer, at, line, lineLength, more);
    lineLength += more;
  }

  private void dropByteOrderMark() {
    if (first && lineLength >= 3 && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
      System.arraycopy(line, 3, line, 0, lineLength - 3);
      lineLength -= 3;
    }
    first = false;
  }

  private boolean fill() throws IOException {
    int got = in.read(buffer, 0, buffer.length);
    at = 0;
    end = Math.max(got, 0);
    return got > 0;
  }

  private BrokenAnswer tooLarge() {
    return new BrokenAnswer(Fault.TOO_LARGE, "an event is longer than " + mostBytes + " bytes");
  }
}
