package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What the ledger asks of a file system. {@link Disk} is the real one. */
interface Storage {
  /** A new file of {@code bytes} zeroes whose blocks are allocated and durable. */
  SegmentFile allocate(Path file, long bytes) throws IOException;

  SegmentFile open(Path file) throws IOException;

  /**
   * Puts {@code content} under {@code file} in one step: readers see the old or the new. Durable.
   */
  void replace(Path file, byte[] content) throws IOException;

  /** As {@link #replace}, durable only after {@link #sync}. */
  void replaceUnsynced(Path file, byte[] content) throws IOException;

  /** Makes a file or a directory's names durable. */
  void sync(Path fileOrDirectory) throws IOException;

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException;

  /** One write-ahead file. Reads and writes are positional and whole. */
  interface SegmentFile extends AutoCloseable {
    long size() throws IOException;

    void write(ByteBuffer from, long position) throws IOException;

    /** Fills {@code into} or reaches the end of the file. */
    void read(ByteBuffer into, long position) throws IOException;

    void force() throws IOException;

    @Override
    void close() throws IOException;
  }
}
