package io.mcpguard.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child's stderr into the log: 2,000 bytes of a line at most, 50 lines a second at most, control
 * characters made visible so that a line cannot pretend to be another one.
 */
final class StderrLog {
  private static final Logger LOG = LoggerFactory.getLogger(StderrLog.class);
  private static final int MOST_BYTES = 2000;
  private static final int MOST_LINES = 50;
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final LineReader lines;
  private final Consumer<String> log;
  private final LongSupplier nanos;
  private long windowBegan;
  private int inWindow;
  private long dropped;

  /** Writes to {@code log}, one line at a time; {@code nanos} only ever grows. */
  StderrLog(String name, InputStream stderr, Consumer<String> log, LongSupplier nanos) {
    this.name = name;
    this.lines = new LineReader(stderr, MOST_BYTES);
    this.log = log;
    this.nanos = nanos;
    this.windowBegan = nanos.getAsLong();
  }

  /** The error output of a child of this name, into the guard's log. */
  static StderrLog of(String name, InputStream stderr) {
    return new StderrLog(name, stderr, LOG::info, System::nanoTime);
  }

  /** Reads until the child closes its stderr. */
  void run() {
    try {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        write(line.get());
      }
    } catch (IOException ended) {
      LOG.debug("stderr of child {} ended", name, ended);
    }
    reportDropped();
  }

  private void write(byte[] line) {
    long now = nanos.getAsLong();
    if (now - windowBegan >= WINDOW) {
      windowBegan = now;
      inWindow = 0;
      reportDropped();
    }
    if (++inWindow > MOST_LINES) {
      dropped++;
      return;
    }
    log.accept("child " + name + ": " + visible(line) + (lines.wasCut() ? " …" : ""));
  }

  private void reportDropped() {
    if (dropped > 0) {
      log.accept("child " + name + ": " + dropped + " more lines dropped");
      dropped = 0;
    }
  }

  static String visible(byte[] line) {
    StringBuilder text = new StringBuilder(line.length);
    new String(line, StandardCharsets.UTF_8)
        .codePoints()
        .forEach(c -> {
          boolean plain = Character.isDefined(c) && !isUnseen(c);
          text.appendCodePoint(plain ? c : c == '\t' ? ' ' : '\ufffd');
        });
    return text.toString();
  }

  private static boolean isUnseen(int c) {
    int kind = Character.getType(c);
    return kind == Character.CONTROL
        || kind == Character.FORMAT
        || kind == Character.LINE_SEPARATOR
        || kind == Character.PARAGRAPH_SEPARATOR
        || kind == Character.SURROGATE;
  }
}
