package io.mcpguard.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many open streams of news, each of which counts what it is told. */
final class SoakStreams implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** So many are opened at a time: more would only wait for each other. */
  private static final int AT_ONCE = 16;

  private final List<String> news;
  private final Semaphore told = new Semaphore(0);
  private final List<Stream> streams = new CopyOnWriteArrayList<>();

  private static final class Stream {
    private final SoakConnection connection;
    private final AtomicInteger told = new AtomicInteger();
    private volatile boolean open = true;

    Stream(SoakConnection connection) {
      this.connection = connection;
    }
  }

  /** Streams that count messages with one of the methods {@code news}. */
  SoakStreams(List<String> news) {
    this.news = news.stream().map(method -> "\"" + method + "\"").toList();
  }

  /** Opens so many more. */
  void open(int count, Callable<SoakConnection> listening) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      Callable<Stream> one = () -> new Stream(listening.call());
      for (Future<Stream> each : threads.invokeAll(java.util.Collections.nCopies(count, one))) {
        Stream stream = each.get();
        streams.add(stream);
        Thread.ofVirtual().start(() -> read(stream));
      }
    }
  }

  private void read(Stream stream) {
    try {
      while (true) {
        String line = stream.connection.nextLine();
        if (line.startsWith("data:") && news.stream().anyMatch(line::contains)) {
          stream.told.incrementAndGet();
          told.release();
        }
      }
    } catch (IOException over) {
      stream.open = false;
    }
  }

  /** Waits until all streams together were told once more. */
  boolean awaitAllTold() throws InterruptedException {
    return told.tryAcquire(streams.size(), PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** How many are open. */
  long open() {
    return streams.stream().filter(stream -> stream.open).count();
  }

  /** How often each was told. */
  List<Integer> counts() {
    return streams.stream().map(stream -> stream.told.get()).toList();
  }

  @Override
  public void close() throws IOException {
    for (Stream stream : streams) {
      stream.connection.close();
    }
  }
}
