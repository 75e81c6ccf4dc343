package io.mcpguard.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Big-endian uint16 length-prefixed entries (c2sp.org/tlog-tiles, "Log entries"). */
final class EntryBundle {
  /** Bytes of an entry's length. */
  static final int PREFIX = 2;

  /** Largest entry: what a uint16 can say. */
  static final int MAX_ENTRY = 65_535;

  private EntryBundle() {}

  /** The big-endian uint16 at {@code at}. */
  static int length(byte[] bundle, int at) {
    return ((bundle[at] & 0xff) << 8) | (bundle[at + 1] & 0xff);
  }

  /** A full bundle, or one of exactly {@code count} entries: the first {@code count}. */
  static List<byte[]> readFirst(byte[] bundle, int count) throws MalformedLogData {
    List<byte[]> entries = split(bundle, TreeEdge.WIDTH);
    if (entries.size() != TreeEdge.WIDTH) {
      requireCount(entries, count);
    }
    return entries.subList(0, count);
  }

  /** Exactly {@code count} entries and nothing after them. */
  static List<byte[]> read(byte[] bundle, int count) throws MalformedLogData {
    List<byte[]> entries = split(bundle, count);
    requireCount(entries, count);
    return entries;
  }

  private static void requireCount(List<byte[]> entries, int count) throws MalformedLogData {
    if (entries.size() != count) {
      throw new MalformedLogData(
          "entry bundle: holds " + entries.size() + " entries instead of " + count);
    }
  }

  /** Stops at the first entry too many: a bundle of empty ones would swell on the heap. */
  private static List<byte[]> split(byte[] bundle, int most) throws MalformedLogData {
    List<byte[]> entries = new ArrayList<>();
    int at = 0;
    while (at < bundle.length) {
      if (entries.size() == most) {
        throw new MalformedLogData("entry bundle: holds more than " + most + " entries");
      }
      if (bundle.length - at < PREFIX) {
        throw new MalformedLogData(
            "entry bundle: ends within the length of entry " + entries.size());
      }
      int length = length(bundle, at);
      at += PREFIX;
      if (length > bundle.length - at) {
        throw new MalformedLogData("entry bundle: ends within entry " + entries.size());
      }
      entries.add(Arrays.copyOfRange(bundle, at, at + length));
      at += length;
    }
    return entries;
  }
}
