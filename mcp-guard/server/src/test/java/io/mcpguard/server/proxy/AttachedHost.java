package io.mcpguard.server.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.server.attach.Attachment;
import io.mcpguard.testkit.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A host whose launched process has attached to a guard. */
final class AttachedHost implements AutoCloseable {
  private static final int PATIENCE_S = 60;

  private final PrintStream to;
  private final BufferedReader from;
  private final CompletableFuture<Attachment.End> end;

  AttachedHost(Attachment attachment) throws IOException {
    Pipe input = Pipe.open();
    Pipe output = Pipe.open();
    InputStream in = Channels.newInputStream(input.source());
    OutputStream out = Channels.newOutputStream(output.sink());
    this.to = new PrintStream(Channels.newOutputStream(input.sink()), true, StandardCharsets.UTF_8);
    this.from =
        new BufferedReader(
            new InputStreamReader(
                Channels.newInputStream(output.source()), StandardCharsets.UTF_8));
    this.end =
        CompletableFuture.supplyAsync(
            () -> relayed(attachment, in, out), task -> Thread.ofVirtual().start(task));
  }

  private static Attachment.End relayed(Attachment attachment, InputStream in, OutputStream out) {
    try (attachment;
        out) {
      return attachment.relay(in, out);
    } catch (IOException e) {
      throw new IllegalStateException("the pipes of a test do not close", e);
    }
  }

  /** Sends a line. */
  AttachedHost tell(String line) {
    to.println(line);
    return this;
  }

  /** Sends a line and gives the next one that comes. */
  JsonNode ask(String line) throws Exception {
    return tell(line).next();
  }

  /** The next line that comes. */
  JsonNode next() throws Exception {
    return CompletableFuture.supplyAsync(this::line, task -> Thread.ofVirtual().start(task))
        .get(PATIENCE_S, TimeUnit.SECONDS);
  }

  private JsonNode line() {
    try {
      return Json.read(from.readLine());
    } catch (IOException e) {
      throw new IllegalStateException("the pipes of a test do not break", e);
    }
  }

  /** Closes what the guard reads. */
  void leave() {
    to.close();
  }

  /** Who ended it, once it has ended. */
  Attachment.End end() throws Exception {
    return end.get(PATIENCE_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    leave();
  }
}
