package io.mcpguard.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A web site at HTTPS on loopback that has one document, at every path, as long as a test says so.
 */
public final class DocumentHost implements AutoCloseable {
  private final AtomicReference<Document> document = new AtomicReference<>(Document.status(404));
  private final AtomicInteger hits = new AtomicInteger();
  private final Loopback loopback;

  /** What the site answers. */
  private record Document(int status, String control, String json) {
    static Document status(int status) {
      return new Document(status, "", "");
    }
  }

  private DocumentHost(LoopbackCertificate certificate) {
    this.loopback = Loopback.secured(certificate, this::answer);
  }

  /** Starts a site that has nothing yet. */
  public static DocumentHost start(LoopbackCertificate certificate) {
    return new DocumentHost(certificate);
  }

  /** The URL of a path. */
  public String url(String path) {
    return loopback.uri(path).toString();
  }

  /** Has this JSON document from now on, with this {@code Cache-Control}, empty for none. */
  public void has(String json, String control) {
    document.set(new Document(200, control, json));
  }

  /** Has nothing but this status from now on. */
  public void answers(int status) {
    document.set(Document.status(status));
  }

  /** How often it was asked. */
  public int hits() {
    return hits.get();
  }

  /** Goes away: nobody answers any more. */
  @Override
  public void close() {
    loopback.close();
  }

  private void answer(Received request, Answering answer) throws IOException {
    hits.incrementAndGet();
    Document now = document.get();
    if (!now.control().isEmpty()) {
      answer.header("Cache-Control", now.control());
    }
    answer.bytes(now.status(), "application/json", now.json().getBytes(StandardCharsets.UTF_8));
  }
}
