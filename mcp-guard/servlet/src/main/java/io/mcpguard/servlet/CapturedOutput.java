package io.mcpguard.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The servlet's stream into the guard; it blocks, so it is always ready. */
final class CapturedOutput extends ServletOutputStream {
  private final CapturedResponse response;

  CapturedOutput(CapturedResponse response) {
    this.response = response;
  }

  @Override
  public void write(int b) throws IOException {
    response.write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    response.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    response.flushOutput();
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    try {
      listener.onWritePossible();
    } catch (IOException failed) {
      listener.onError(failed);
    }
  }
}
