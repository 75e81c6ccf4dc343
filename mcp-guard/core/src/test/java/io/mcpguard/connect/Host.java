package io.mcpguard.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A host with a connection of its own, in this JVM. */
final class Host implements AutoCloseable {
  private static final int PATIENCE_S = 60;

  private final Connection connection;
  private final PipedOutputStream in = new PipedOutputStream();
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Thread serving;

  private Host(ConnectSettings settings, InstantSource clock, WebBrowser browser)
      throws IOException {
    connection = Connection.open(settings, clock, browser, said::add);
    PipedInputStream lines = new PipedInputStream(in, 1 << 20);
    serving =
        Thread.ofVirtual()
            .start(() -> {
              try {
                connection.serve(lines, new Lines());
              } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
              }
            });
  }

  static Host of(ConnectSettings settings, InstantSource clock, WebBrowser browser)
      throws IOException {
    return new Host(settings, clock, browser);
  }

  /** Writes one line. */
  void write(String line) throws IOException {
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** The next line that comes. */
  String line() throws InterruptedException {
    String line = out.poll(PATIENCE_S, TimeUnit.SECONDS);
    if (line == null) {
      throw new IllegalStateException("nothing came; said: " + said);
    }
    return line;
  }

  /** Writes a request and gives the next line. */
  JsonNode request(String method, String params) throws IOException, InterruptedException {
    write("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}");
    return Json.read(line());
  }

  /** The handshake of a legacy host. */
  JsonNode initialize() throws IOException, InterruptedException {
    write(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"host\",\"version\":\"1\"}}}");
    JsonNode answer = Json.read(line());
    write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer;
  }

  /** What was said to the user. */
  List<String> said() {
    return said;
  }

  /** Closes the input, and waits until everything is over. */
  void leave() throws IOException {
    in.close();
    try {
      serving.join();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    leave();
    connection.close();
  }

  /** Gives whole lines on. */
  private final class Lines extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      if (b == '\n') {
        out.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
