package io.mcpguard.assertion.json;

/**
 * What a document may hold beyond what is never allowed (duplicate names, lone surrogates, invalid
 * UTF-8, a byte order mark, trailing bytes).
 *
 * @param maxDepth containers inside each other, 1 to 256
 */
public record ReadRules(int maxDepth, NumberRule numbers) {

  /** Which numbers are taken. */
  public enum NumberRule {
    /**
     * Integers up to ±(2^53−1) everywhere; in {@code params}, {@code result} and {@code error} of a
     * message only numbers whose decimal value is the shortest decimal form of their double.
     */
    EXACT,
    /** Every number JSON can spell. */
    FREE
  }

  private static final int MOST_DEPTH = 256;
  private static final ReadRules REQUEST = new ReadRules(64, NumberRule.EXACT);
  private static final ReadRules ANSWER = new ReadRules(64, NumberRule.FREE);

  public ReadRules {
    if (maxDepth < 1 || maxDepth > MOST_DEPTH) {
      throw new IllegalArgumentException("maxDepth: must be 1 to 256, was " + maxDepth);
    }
  }

  /** What a client sends: strict everywhere, 64 deep. */
  public static ReadRules request() {
    return REQUEST;
  }

  /** What an upstream answers: the same structure, numbers as they come. */
  public static ReadRules answer() {
    return ANSWER;
  }

  /** Numbers as they come; digests must then cover raw bytes. */
  public ReadRules allowingInexactNumbers() {
    return new ReadRules(maxDepth, NumberRule.FREE);
  }
}
