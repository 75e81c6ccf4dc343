package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of a batch whose checksum is right: it can come from whoever can write the file. */
class BatchTest {
  private static final long SALT = 0x5a17;
  private static final int FIRST = 8;
  private static final int COUNT = 16;
  private static final int LENGTH = 20;

  private static ByteBuffer batch(List<byte[]> entries) {
    ByteBuffer batch = ByteBuffer.allocate(2 * Batch.MAX_BYTES);
    Batch.encode(batch, SALT, 7, entries);
    return batch;
  }

  private static ByteBuffer twoEntries() {
    return batch(List.of("one".getBytes(UTF_8), "two".getBytes(UTF_8)));
  }

  /** With the checksum that belongs to what stands before it. */
  private static ByteBuffer sealed(ByteBuffer batch) {
    int end = batch.limit() - 4;
    CRC32C crc = new CRC32C();
    crc.update(batch.slice(0, end));
    return batch.putInt(end, (int) crc.getValue());
  }

  @Test
  void aBatchIsReadAsItWasWritten() {
    assertThat(Batch.read(sealed(twoEntries()), 0, SALT))
        .hasValueSatisfying(batch -> assertThat(batch.next()).isEqualTo(9));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 3, 5, 6, Integer.MAX_VALUE})
  void aBatchOfAnotherNumberOfEntriesThanItSaysIsNone(int count) {
    assertThat(Batch.read(sealed(twoEntries().putInt(COUNT, count)), 0, SALT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2})
  void aBatchMayBeginAnywhereThatHasAnIndex(long first) {
    assertThat(Batch.read(sealed(twoEntries().putLong(FIRST, first)), 0, SALT)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE - 1})
  void aBatchThatBeginsOrEndsElsewhereIsNone(long first) {
    assertThat(Batch.read(sealed(twoEntries().putLong(FIRST, first)), 0, SALT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 0xffff})
  void aBatchWhoseLastEntryEndsElsewhereIsNone(int length) {
    ByteBuffer batch = twoEntries();
    batch.putShort(batch.limit() - 4 - 3 - EntryBundle.PREFIX, (short) length);

    assertThat(Batch.read(sealed(batch), 0, SALT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 9, 11, Integer.MAX_VALUE})
  void aBatchOfAnotherLengthIsNone(int length) {
    assertThat(Batch.read(sealed(twoEntries().putInt(LENGTH, length)), 0, SALT)).isEmpty();
  }

  @Test
  void theLargestBatchIsRead() {
    ByteBuffer largest = batch(filling(Batch.MAX_BYTES));

    assertThat(largest.limit()).isEqualTo(Batch.MAX_BYTES);
    assertThat(Batch.read(largest, 0, SALT)).isPresent();
  }

  @Test
  void aLargerBatchThanIsEverWrittenIsNone() {
    ByteBuffer larger = batch(filling(Batch.MAX_BYTES + 1));

    assertThat(Batch.read(larger, 0, SALT)).isEmpty();
  }

  /** Entries whose batch takes so many bytes. */
  private static List<byte[]> filling(int bytes) {
    int each = EntryBundle.PREFIX + 1000;
    int left = bytes - Batch.OVERHEAD;
    List<byte[]> entries = new ArrayList<>(Collections.nCopies(left / each - 1, new byte[1000]));
    entries.add(new byte[left - (left / each - 1) * each - EntryBundle.PREFIX]);
    return entries;
  }
}
