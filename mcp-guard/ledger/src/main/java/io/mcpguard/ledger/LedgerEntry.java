package io.mcpguard.ledger;

/** An entry of the log and where it stands. Equal when index and bytes are. */
public final class LedgerEntry {
  private final long index;
  private final byte[] bytes;

  LedgerEntry(long index, byte[] bytes) {
    this.index = index;
    this.bytes = bytes;
  }

  /** Its leaf index, from 0. */
  public long index() {
    return index;
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Its hash as a leaf of the tree (RFC 6962 §2.1). */
  public Hash hash() {
    return Hash.of(new TreeHasher().leaf(bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LedgerEntry that
        && index == that.index
        && java.util.Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(index);
  }

  /** Names the entry; its bytes may be private. */
  @Override
  public String toString() {
    return "LedgerEntry[" + index + "]";
  }
}
