package io.mcpguard.examples.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A call of the stdio tool server by somebody who starts it without the guard. */
final class DirectCall {
  private static final String CALL =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call",\
      "params":{"name":"file_receipt","arguments":{"invoice":"A-17"}}}
      """;

  private DirectCall() {}

  /** What the program answers, told what the guard would tell it. */
  static String fileReceipt(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(ReceiptServer.command());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader()) {
      try (BufferedWriter in = process.outputWriter()) {
        in.write(CALL);
      }
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IOException("receipts did not end with its input");
      }
      return String.join(" ", out.lines().toList());
    } finally {
      process.destroyForcibly();
    }
  }
}
