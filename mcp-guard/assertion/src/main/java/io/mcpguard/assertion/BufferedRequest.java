package io.mcpguard.assertion;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request whose body is the bytes that were verified. */
final class BufferedRequest extends HttpServletRequestWrapper {
  private final Body body;
  private final int length;

  BufferedRequest(HttpServletRequest request, byte[] body) {
    super(request);
    this.body = new Body(body);
    this.length = body.length;
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  /** JSON is UTF-8 whatever the request claims (RFC 8259 §8.1). */
  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  @Override
  public String getCharacterEncoding() {
    return StandardCharsets.UTF_8.name();
  }

  @Override
  public int getContentLength() {
    return length;
  }

  @Override
  public long getContentLengthLong() {
    return length;
  }

  private static final class Body extends ServletInputStream {
    private final ByteArrayInputStream bytes;
    private final AtomicReference<@Nullable ReadListener> waiting = new AtomicReference<>();

    Body(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return found(bytes.read());
    }

    @Override
    public int read(byte[] into, int offset, int most) {
      return most == 0 ? 0 : found(bytes.read(into, offset, most));
    }

    private int found(int read) {
      if (read < 0) {
        tellTheEnd();
      }
      return read;
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isFinished() {
      boolean finished = bytes.available() == 0;
      if (finished) {
        tellTheEnd();
      }
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    /**
     * A listener that leaves bytes unread is told of the end once somebody who reads on meets it.
     */
    @Override
    public void setReadListener(ReadListener listener) {
      try {
        if (!isFinished()) {
          listener.onDataAvailable();
        }
      } catch (IOException failed) {
        listener.onError(failed);
        return;
      }
      waiting.set(listener);
      isFinished();
    }

    /** Never from the read that gives the last bytes: whoever reads does not have them yet. */
    private void tellTheEnd() {
      ReadListener told = waiting.getAndSet(null);
      if (told == null) {
        return;
      }
      try {
        told.onAllDataRead();
      } catch (IOException failed) {
        told.onError(failed);
      }
    }
  }
}
