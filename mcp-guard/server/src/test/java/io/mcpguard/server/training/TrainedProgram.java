package io.mcpguard.server.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One command, run by the launcher of the distribution; both its outputs are read as one. */
final class TrainedProgram implements AutoCloseable {
  private static final int PATIENCE_S = 120;

  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private boolean isBegun;

  private TrainedProgram(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    read(process.getInputStream());
    read(process.getErrorStream());
  }

  static TrainedProgram start(Path launcher, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("bash", launcher.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MCP_GUARD_KEEP_CLASSES", "yes");
    return new TrainedProgram(builder.start());
  }

  /** Waits for a line that holds this. */
  String said(String part) throws IOException, InterruptedException {
    while (true) {
      String line = lines.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (line == null) {
        throw new IOException("nothing was said of " + part.strip());
      }
      if (line.contains(part)) {
        return line;
      }
    }
  }

  /** Sends the handshake, whose answer may wait for a login. */
  void beginConversation() throws IOException {
    write(
        """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
        "capabilities":{},"clientInfo":{"name":"training","version":"1"}}}\
        """);
    isBegun = true;
  }

  /** Lists and calls, closes the input, and waits for the end. */
  void converse() throws IOException, InterruptedException {
    if (!isBegun) {
      beginConversation();
    }
    said("\"id\":1");
    write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    write("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{}}");
    said("\"id\":2");
    write(
        """
        {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo",\
        "arguments":{"text":"x"}}}\
        """);
    said("\"id\":3");
    write(
        """
        {"jsonrpc":"2.0","id":4,"method":"tools/list","params":{"_meta":{\
        "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientCapabilities":{}}}}\
        """);
    said("\"id\":4");
    in.close();
    awaitEnd();
  }

  /** Asks it to end, and waits until it has. */
  void terminate() throws IOException, InterruptedException {
    process.destroy();
    awaitEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new IOException("a command did not end");
    }
  }

  private void write(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  private void read(InputStream output) {
    Thread.ofVirtual()
        .start(() -> {
          try (BufferedReader reader =
              new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
          } catch (IOException | UncheckedIOException ended) {
            // Then it says no more.
          }
        });
  }
}
