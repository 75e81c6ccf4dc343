package io.mcpguard.assertion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The messages of a stdio server, one a line, each verified before the server sees it. A request
 * that is refused is answered here; a notification or an answer that is refused is dropped. For one
 * reader; the answers go out between the server's own lines when it writes to {@link #output}.
 */
public final class StdioLines {
  private static final int USUAL_CAP = 4 << 20;

  private final InputStream in;
  private final LineOutput out;
  private final AssertionGate gate;
  private final int mostBytes;

  /** Takes lines of up to 4 MiB. */
  public StdioLines(InputStream in, OutputStream out, AssertionGate gate) {
    this(in, out, gate, USUAL_CAP);
  }

  /**
   * Takes lines of up to a size.
   *
   * @param in should be buffered: it is read byte by byte
   * @param mostBytes at least 1
   */
  public StdioLines(InputStream in, OutputStream out, AssertionGate gate, int mostBytes) {
    if (mostBytes < 1) {
      throw new IllegalArgumentException("mostBytes: must be at least 1, was " + mostBytes);
    }
    this.in = in;
    this.out = new LineOutput(out);
    this.gate = gate;
    this.mostBytes = mostBytes;
  }

  /** Where the server writes its messages; a line leaves when it is whole. */
  public OutputStream output() {
    return out;
  }

  /**
   * Waits for the next message that may be handled.
   *
   * @return empty at the end of the stream
   * @throws IOException when a stream fails, or a line is longer than the cap: what follows it
   *     cannot be trusted to be a message
   */
  public Optional<AdmittedLine> next() throws IOException {
    while (true) {
      Optional<byte[]> line = readLine();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (line.get().length == 0) {
        continue;
      }
      try {
        Admission admission = gate.admitLine(line.get());
        return Optional.of(new AdmittedLine(inOneLine(line.get()), admission));
      } catch (AssertionRejected rejected) {
        refuse(line.get(), rejected.reason());
      }
    }
  }

  /** What a stream ends with and no newline follows is a line, too. */
  private Optional<byte[]> readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() == mostBytes) {
        throw new IOException("a line is longer than " + mostBytes + " bytes");
      }
      line.write(next);
    }
    return Optional.of(line.toByteArray());
  }

  /**
   * A carriage return is white space in JSON and may end a line for who reads behind us, who would
   * then find a message in the middle of this one that nobody verified.
   */
  private static byte[] inOneLine(byte[] line) {
    byte[] one = line.clone();
    for (int i = 0; i < one.length; i++) {
      if (one[i] == '\r') {
        one[i] = ' ';
      }
    }
    return one;
  }

  private void refuse(byte[] line, AssertionRejected.Reason reason) throws IOException {
    Optional<byte[]> answer = RefusalText.line(line, reason);
    if (answer.isPresent()) {
      out.line(answer.get());
    }
  }
}
