package io.mcpguard.assertion.signature;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept back until it is whole, as long as it is JSON that fits. Everything else
 * passes as it comes: a stream has no last byte to sign before its first one goes out.
 */
final class SignedResponse extends HttpServletResponseWrapper {
  private static final String JSON = "application/json";

  private final int mostBytes;
  private final Kept kept = new Kept();
  private State state = State.UNDECIDED;
  private @Nullable PrintWriter writer;

  private enum State {
    UNDECIDED,
    KEPT,
    PASSING
  }

  SignedResponse(HttpServletResponse response, int mostBytes) {
    super(response);
    this.mostBytes = mostBytes;
  }

  /** The whole content, if it was kept and nothing of it went out. */
  Optional<byte[]> content() {
    if (writer != null) {
      writer.flush();
    }
    return state == State.KEPT ? Optional.of(kept.bytes.toByteArray()) : Optional.empty();
  }

  /** Keeps nothing back any more: what was kept goes out, and what follows goes with it. */
  void pass() throws IOException {
    boolean any = state == State.KEPT && kept.bytes.size() > 0;
    state = State.PASSING;
    if (any) {
      kept.bytes.writeTo(getResponse().getOutputStream());
    }
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    decide();
    return state == State.KEPT ? kept : super.getOutputStream();
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    decide();
    if (state == State.PASSING) {
      return super.getWriter();
    }
    if (writer == null) {
      writer =
          new PrintWriter(new OutputStreamWriter(kept, Charset.forName(getCharacterEncoding())));
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    decide();
    if (state == State.PASSING) {
      super.flushBuffer();
    }
  }

  @Override
  public void reset() {
    kept.bytes.reset();
    super.reset();
  }

  @Override
  public void resetBuffer() {
    kept.bytes.reset();
    super.resetBuffer();
  }

  @Override
  public void sendError(int status) throws IOException {
    state = State.PASSING;
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    state = State.PASSING;
    super.sendError(status, message);
  }

  private void decide() {
    if (state == State.UNDECIDED) {
      String type = String.valueOf(getContentType());
      int parameters = type.indexOf(';');
      boolean json = (parameters < 0 ? type : type.substring(0, parameters)).strip().equals(JSON);
      state = json ? State.KEPT : State.PASSING;
    }
  }

  /** What was written so far. */
  private final class Kept extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int next) throws IOException {
      write(new byte[] {(byte) next}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (state == State.KEPT && bytes.size() + length > mostBytes) {
        pass();
      }
      if (state == State.KEPT) {
        bytes.write(from, offset, length);
      } else {
        getResponse().getOutputStream().write(from, offset, length);
      }
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException("an answer that is signed is not written asynchronously");
    }
  }
}
