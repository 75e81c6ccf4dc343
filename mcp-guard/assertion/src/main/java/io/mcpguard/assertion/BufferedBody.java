package io.mcpguard.assertion;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request's body that is all there: bytes that were verified, or that the guard forwards. */
public final class BufferedBody extends ServletInputStream {
  private final ByteArrayInputStream bytes;
  private final AtomicReference<@Nullable ReadListener> waiting = new AtomicReference<>();
  private final int length;

  /** These bytes, which are not copied. */
  public BufferedBody(byte[] bytes) {
    this.bytes = new ByteArrayInputStream(bytes);
    this.length = bytes.length;
  }

  /** How many there are, read or not. */
  public int length() {
    return length;
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

  /** A listener that leaves bytes unread is told of the end once somebody who reads on meets it. */
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
