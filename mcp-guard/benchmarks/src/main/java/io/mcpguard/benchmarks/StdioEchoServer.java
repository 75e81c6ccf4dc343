package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/** The echo tool server on standard input and output, a line a message, read by its bytes. */
final class StdioEchoServer {
  private StdioEchoServer() {}

  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, false, UTF_8);
    InputStream in = new BufferedInputStream(System.in, 1 << 16);
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next != '\n') {
        line.write(next);
        continue;
      }
      byte[] answer = EchoAnswers.to(line.toByteArray(), 1);
      line.reset();
      if (answer.length > 0) {
        out.write(answer);
        out.write('\n');
        out.flush();
      }
    }
  }
}
