package io.mcpguard.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The bytes that the guard forwards. */
final class ForwardedBody extends ServletInputStream {
  private final ByteArrayInputStream bytes;
  private final int length;

  ForwardedBody(byte[] bytes) {
    this.bytes = new ByteArrayInputStream(bytes);
    this.length = bytes.length;
  }

  int length() {
    return length;
  }

  @Override
  public int read() {
    return bytes.read();
  }

  @Override
  public int read(byte[] into, int offset, int most) {
    return bytes.read(into, offset, most);
  }

  @Override
  public int available() {
    return bytes.available();
  }

  @Override
  public boolean isFinished() {
    return bytes.available() == 0;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    try {
      if (!isFinished()) {
        listener.onDataAvailable();
      }
      listener.onAllDataRead();
    } catch (IOException failed) {
      listener.onError(failed);
    }
  }
}
