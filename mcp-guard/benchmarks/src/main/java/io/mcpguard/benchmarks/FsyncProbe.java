package io.mcpguard.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** What it costs to make a kilobyte durable in a folder: append and fsync, as the ledger does. */
final class FsyncProbe {
  private static final int RECORD_BYTES = 1024;

  private final Path folder;
  private final Histogram nanos = Load.histogram();

  FsyncProbe(Path folder) {
    this.folder = folder;
  }

  void measure(int times) throws IOException {
    Path file = folder.resolve("fsync-probe");
    ByteBuffer bytes = ByteBuffer.allocateDirect(RECORD_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < times; i++) {
        bytes.clear();
        long began = System.nanoTime();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        nanos.recordValue(System.nanoTime() - began);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** The median so far, in microseconds. */
  double medianMicros() {
    return nanos.getValueAtPercentile(50) / 1e3;
  }
}
