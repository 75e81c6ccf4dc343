package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order the disk is asked, so that a cut of the power takes nothing acknowledged away. */
class DurabilityTest {
  @TempDir Path directory;

  private final List<String> events = new CopyOnWriteArrayList<>();

  /** The header first: without one there is no batch, as recovery has it. */
  @Test
  void anEntryIsAcknowledgedAfterItsHeaderAndThenItselfWereForced() throws Exception {
    try (Ledger ledger = Ledger.open(directory, Logs.options(), new Recorded())) {
      ledger.append(new byte[1]);

      assertThat(events)
          .filteredOn(event -> event.endsWith(" wal/0000000001.wal"))
          .containsExactly(
              "write 0 wal/0000000001.wal",
              "force wal/0000000001.wal",
              "write 32 wal/0000000001.wal",
              "force wal/0000000001.wal");
    }
  }

  @Test
  void aSegmentGoesOnlyAfterItsTilesAndTheBaseAreDurable() throws Exception {
    try (Ledger ledger = Ledger.open(directory, Logs.options(), new Recorded())) {
      Logs.append(ledger, 2000);
    }

    List<String> before = events.subList(0, events.indexOf("delete wal/0000000001.wal"));
    assertThat(before).contains("replace wal/base").containsAll(syncsOfFullTiles());
  }

  private List<String> syncsOfFullTiles() throws IOException {
    // The names, too: of the files in their folders, and of the folders in theirs.
    List<String> syncs =
        new ArrayList<>(List.of("sync tile/entries", "sync tile/0", "sync tile", "sync "));
    long full = Base.read(directory.resolve("wal/base")).size() / TreeEdge.WIDTH;
    for (long n = 0; n < full; n++) {
      syncs.add("sync " + TilePath.entries(n, TreeEdge.WIDTH));
      syncs.add("sync " + TilePath.hashes(0, n, TreeEdge.WIDTH));
    }
    assertThat(full).isPositive();
    return syncs;
  }

  /** A real disk, and what it was asked for in which order. */
  private final class Recorded implements Storage {
    private final Disk disk = new Disk();

    private void record(String event, Path file) {
      events.add(event + " " + directory.toAbsolutePath().relativize(file));
    }

    @Override
    public SegmentFile allocate(Path file, long bytes) throws IOException {
      return new RecordedFile(file, disk.allocate(file, bytes));
    }

    @Override
    public SegmentFile open(Path file) throws IOException {
      return disk.open(file);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
      disk.replace(file, content);
      record("replace", file);
    }

    @Override
    public void replaceUnsynced(Path file, byte[] content) throws IOException {
      disk.replaceUnsynced(file, content);
    }

    @Override
    public void sync(Path fileOrDirectory) throws IOException {
      disk.sync(fileOrDirectory);
      record("sync", fileOrDirectory);
    }

    @Override
    public void delete(Path file) throws IOException {
      disk.delete(file);
      record("delete", file);
    }

    private final class RecordedFile implements SegmentFile {
      private final Path path;
      private final SegmentFile file;

      private RecordedFile(Path path, SegmentFile file) {
        this.path = path;
        this.file = file;
      }

      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public void write(ByteBuffer from, long position) throws IOException {
        file.write(from, position);
        record("write " + position, path);
      }

      @Override
      public void read(ByteBuffer into, long position) throws IOException {
        file.read(into, position);
      }

      @Override
      public void force() throws IOException {
        file.force();
        record("force", path);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    }
  }
}
