package io.mcpguard.servlet;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.BrokenAnswer;
import io.mcpguard.upstream.Fault;
import io.mcpguard.upstream.HttpAnswer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the servlet answers, kept from the container's response: the guard reads it and writes its
 * own. The head is given out once it is committed; until then the servlet may take it back.
 */
final class CapturedResponse implements HttpServletResponse {
  private static final int USUAL_BUFFER = 8 * 1024;
  private static final int LARGEST_BUFFER = 1 << 20;

  private final Pipe pipe;
  private final Deadline deadline;
  private final CompletableFuture<HttpAnswer> head = new CompletableFuture<>();
  private final CapturedFields fields = new CapturedFields();
  private final ByteArrayOutputStream uncommitted = new ByteArrayOutputStream();
  private final CapturedOutput output = new CapturedOutput(this);
  private int bufferSize = USUAL_BUFFER;
  private int status = SC_OK;
  private Charset charset = StandardCharsets.UTF_8;
  private boolean erred;
  private boolean clearing;
  private @Nullable PrintWriter writer;

  CapturedResponse(Pipe pipe, Deadline deadline) {
    this.pipe = pipe;
    this.deadline = deadline;
  }

  /** Waits for the head, until the call's deadline. */
  HttpAnswer head() throws IOException {
    try {
      return head.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new BrokenAnswer(Fault.SLOW, "the servlet did not answer in time");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException broken
          ? broken
          : new BrokenAnswer(Fault.DOWN, "the servlet's answer was lost");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new BrokenAnswer(Fault.CANCELLED, "the thread was interrupted");
    }
  }

  /** The servlet is done: what it wrote is the whole answer. */
  void complete() throws IOException {
    flushWriter();
    commit();
    pipe.finish();
  }

  /** The servlet failed: an answer that was not begun is a bare 500, another one breaks off. */
  synchronized void fail() {
    if (isCommitted()) {
      pipe.breakOff();
      return;
    }
    status = SC_INTERNAL_SERVER_ERROR;
    fields.clear();
    uncommitted.reset();
    head.complete(new CapturedAnswer(status, fields.copy(), pipe));
    pipe.finish();
  }

  /** Nobody waits for the answer any more. */
  void abandon(IOException why) {
    head.completeExceptionally(why);
    pipe.abandon();
  }

  boolean isAbandoned() {
    return pipe.isAbandoned();
  }

  /** An asynchronous servlet that has named its type has begun its stream, flushed or not. */
  void beginStream() throws IOException {
    Optional<String> type = Optional.ofNullable(getContentType());
    if (type.filter(named -> named.startsWith("text/event-stream")).isPresent()) {
      flushBuffer();
    }
  }

  /** Waits for the reader, and holds no lock while it does. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    if (!keeps(bytes, offset, length)) {
      commit();
      pipe.write(bytes, offset, length);
    }
  }

  private synchronized boolean keeps(byte[] bytes, int offset, int length) {
    if (takesNothing()) {
      return true;
    }
    boolean fits = !isCommitted() && uncommitted.size() + length <= bufferSize;
    if (fits) {
      uncommitted.write(bytes, offset, length);
    }
    return fits;
  }

  private void commit() throws IOException {
    byte[] kept = committed();
    pipe.write(kept, 0, kept.length);
  }

  private synchronized byte[] committed() {
    if (!isCommitted()) {
      head.complete(new CapturedAnswer(status, fields.copy(), pipe));
    }
    byte[] kept = uncommitted.toByteArray();
    uncommitted.reset();
    return kept;
  }

  private void flushWriter() {
    PrintWriter used = used();
    if (used != null) {
      used.flush();
    }
  }

  private synchronized @Nullable PrintWriter used() {
    return writer;
  }

  private synchronized boolean takesNothing() {
    return erred || clearing;
  }

  /** What the stream holds goes out; the writer, which stands before the stream, is not asked. */
  void flushOutput() throws IOException {
    if (!takesNothing()) {
      commit();
    }
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return output;
  }

  @Override
  public synchronized PrintWriter getWriter() {
    if (writer == null) {
      writer = new PrintWriter(new OutputStreamWriter(output, charset), false);
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    PrintWriter used = used();
    if (used != null && used.checkError()) { // It flushes, and keeps to itself what went wrong.
      throw new IOException("what the servlet wrote was not taken");
    }
    flushOutput();
  }

  @Override
  public boolean isCommitted() {
    return head.isDone();
  }

  @Override
  public void reset() {
    resetBuffer();
    clearHead();
  }

  private synchronized void clearHead() {
    status = SC_OK;
    fields.clear();
  }

  /**
   * What the writer still holds is let go too, without a lock: who writes has the writer's first.
   */
  @Override
  public void resetBuffer() {
    beginClearing();
    try {
      flushWriter();
    } finally {
      endClearing();
    }
  }

  private synchronized void beginClearing() {
    clearBuffer();
    clearing = true;
  }

  private synchronized void endClearing() {
    clearing = false;
  }

  private synchronized void clearBuffer() {
    if (isCommitted()) {
      throw new IllegalStateException("the answer is committed");
    }
    uncommitted.reset();
  }

  @Override
  public synchronized void setBufferSize(int size) {
    bufferSize = Math.clamp(size, 0, LARGEST_BUFFER);
  }

  @Override
  public synchronized int getBufferSize() {
    return bufferSize;
  }

  /** No error page of the container's comes into it: the guard has its own words. */
  @Override
  public synchronized void sendError(int code, @Nullable String message) {
    clearBuffer();
    status = code;
    fields.clear();
    erred = true;
  }

  @Override
  public void sendError(int code) {
    sendError(code, null);
  }

  /** The guard follows no redirect: it is an answer of no use. */
  @Override
  public void sendRedirect(String location, int code, boolean clearBuffer) {
    sendError(code, null);
  }

  @Override
  public synchronized void setStatus(int code) {
    if (!isCommitted() && !erred) {
      status = code;
    }
  }

  @Override
  public synchronized int getStatus() {
    return status;
  }

  @Override
  public synchronized void setHeader(String name, @Nullable String value) {
    if (!isCommitted() && !erred) {
      fields.set(name, value);
    }
  }

  @Override
  public synchronized void addHeader(String name, @Nullable String value) {
    if (!isCommitted() && !erred && value != null) {
      fields.add(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, Integer.toString(value));
  }

  /** No date says anything to the guard. */
  @Override
  public void setDateHeader(String name, long date) {}

  @Override
  public void addDateHeader(String name, long date) {}

  /** A cookie would be the caller's; none is passed on. */
  @Override
  public void addCookie(Cookie cookie) {}

  @Override
  public synchronized boolean containsHeader(String name) {
    return !fields.values(name).isEmpty();
  }

  @Override
  public synchronized @Nullable String getHeader(String name) {
    return fields.first(name).orElse(null);
  }

  @Override
  public synchronized Collection<String> getHeaders(String name) {
    return List.copyOf(fields.values(name));
  }

  @Override
  public synchronized Collection<String> getHeaderNames() {
    return fields.names();
  }

  @Override
  public void setContentType(@Nullable String type) {
    setHeader("Content-Type", type);
    Optional.ofNullable(type).flatMap(CapturedFields::charset).ifPresent(this::encodeAs);
  }

  @Override
  public @Nullable String getContentType() {
    return getHeader("Content-Type");
  }

  @Override
  public void setCharacterEncoding(@Nullable String name) {
    Optional.ofNullable(name).ifPresent(this::encodeAs);
  }

  @Override
  public synchronized String getCharacterEncoding() {
    return charset.name();
  }

  private synchronized void encodeAs(String name) {
    if (writer == null && Charset.isSupported(name)) {
      charset = Charset.forName(name);
    }
  }

  /** The length is counted, not believed. */
  @Override
  public void setContentLength(int length) {}

  @Override
  public void setContentLengthLong(long length) {}

  @Override
  public void setLocale(Locale locale) {}

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  @Override
  public String encodeURL(String url) {
    return url;
  }

  @Override
  public String encodeRedirectURL(String url) {
    return url;
  }
}
