package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.streamable.ClientExchange;
import io.mcpguard.testkit.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One HTTP request and its response without a wire; the answer is read as it comes. */
final class MemoryExchange implements ClientExchange {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String LAST = "the end";
  private static final String DATA = "data: ";
  private static final String ID = "id: ";

  private final String method;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile int status;
  private final CompletableFuture<Runnable> whenLeft = new CompletableFuture<>();
  private volatile boolean left;

  MemoryExchange(String method, Map<String, String> headers, String body) {
    this(method, body, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    headers.forEach((name, value) -> this.headers.put(name, List.of(value)));
  }

  private MemoryExchange(String method, String body, Map<String, List<String>> headers) {
    this.method = method;
    this.headers = headers;
    this.body = body.getBytes(StandardCharsets.UTF_8);
  }

  /** A POST in which a header may come more than once. */
  static MemoryExchange post(String body, Map<String, List<String>> headers) {
    Map<String, List<String>> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    own.putAll(headers);
    return new MemoryExchange("POST", body, own);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String source() {
    return "127.0.0.1";
  }

  @Override
  public List<String> values(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public void whenLeft(Runnable what) {
    whenLeft.complete(what);
  }

  @Override
  public void status(int code) {
    status = code;
  }

  @Override
  public void field(String name, String value) {
    fields.put(name, value);
  }

  @Override
  public void whole(byte[] bytes) {
    pieces.add(new String(bytes, StandardCharsets.UTF_8));
    end();
  }

  @Override
  public void begin() {
    begun.countDown();
  }

  @Override
  public void piece(byte[] bytes) throws IOException {
    if (left) {
      throw new IOException("the client has left");
    }
    pieces.add(new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void end() {
    pieces.add(LAST);
    begun.countDown();
  }

  /** The client goes away; whoever writes to it notices at the next piece. */
  void leave() {
    left = true;
  }

  /** The client closes its connection, and the server beneath sees it. */
  void disconnect() throws Exception {
    leave();
    whenLeft.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).run();
  }

  /** Waits for the head of the answer. */
  MemoryExchange awaitHead() throws InterruptedException {
    if (!begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("no answer began");
    }
    return this;
  }

  int code() {
    return status;
  }

  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** What comes next, a comment of a stream too. */
  String nextPiece() throws InterruptedException {
    String piece = pieces.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (piece == null) {
      throw new AssertionError("nothing came");
    }
    return piece;
  }

  /** The next message of a stream. */
  JsonNode next() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      String piece = nextPiece();
      if (piece.equals(LAST)) {
        throw new AssertionError("the answer has ended");
      }
      List<JsonNode> found = messages(piece);
      if (!found.isEmpty()) {
        return found.getFirst();
      }
    }
    throw new AssertionError("no message came");
  }

  /** All that is left of the answer, read to its end. */
  List<JsonNode> rest() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<JsonNode> all = new ArrayList<>();
    while (System.nanoTime() - end < 0) {
      String piece = nextPiece();
      if (piece.equals(LAST)) {
        return all;
      }
      all.addAll(messages(piece));
    }
    throw new AssertionError("the answer does not end");
  }

  /** The ids of all events that are left of the answer, read to its end. */
  List<String> restOfEventIds() throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (String piece = nextPiece(); !piece.equals(LAST); piece = nextPiece()) {
      piece
          .lines()
          .filter(line -> line.startsWith(ID))
          .forEach(line -> ids.add(line.substring(ID.length())));
    }
    return ids;
  }

  private List<JsonNode> messages(String piece) {
    if (field("Content-Type").equals("application/json")) {
      return List.of(Json.read(piece));
    }
    return piece
        .lines()
        .filter(line -> line.startsWith(DATA) && line.length() > DATA.length())
        .map(line -> Json.read(line.substring(DATA.length())))
        .toList();
  }
}
