package io.mcpguard.assertion.json;

/** A document was refused. The message names the member and the fault, never a value. */
public final class MalformedJson extends Exception {
  private static final long serialVersionUID = 1;

  /** Why a document is refused. */
  public enum Reason {
    /** Not JSON (RFC 8259). */
    SYNTAX("is not JSON"),
    /** The document ends in the middle of a value. */
    TRUNCATED("ends before its value does"),
    /** Something follows the value. */
    TRAILING_BYTES("is followed by further bytes"),
    /** A byte order mark (RFC 8259 §8.1). */
    BYTE_ORDER_MARK("begins with a byte order mark"),
    /** Not UTF-8 (RFC 7493 §2.1). */
    INVALID_UTF8("is not UTF-8"),
    /** Half of a surrogate pair, escaped or raw (RFC 7493 §2.1). */
    LONE_SURROGATE("holds a lone surrogate"),
    /** The same name twice in one object (RFC 7493 §2.3). */
    DUPLICATE_MEMBER("stands twice in one object"),
    /** Nested deeper than the rules allow. */
    TOO_DEEP("is nested too deep"),
    /** An integer beyond ±(2^53−1) (RFC 7493 §2.2). */
    INTEGER_TOO_LARGE("is an integer beyond 2^53-1; send it as a string"),
    /** A number that no double holds as it is spelled (RFC 7493 §2.2). */
    INEXACT_NUMBER("is a number that a double cannot hold; send it as a string");

    private final String says;

    Reason(String says) {
      this.says = says;
    }
  }

  private final Reason reason;
  private final String member;
  private final int offset;

  MalformedJson(Reason reason, String member, int offset) {
    super(
        (member.isEmpty() ? "the document" : "member " + member)
            + " "
            + reason.says
            + " (byte "
            + offset
            + ")",
        null,
        false,
        false);
    this.reason = reason;
    this.member = member;
    this.offset = offset;
  }

  public Reason reason() {
    return reason;
  }

  /** Path of the member at fault, such as {@code params.arguments.n}; empty for the document. */
  public String member() {
    return member;
  }

  /** Offset of the byte at fault. */
  public int offset() {
    return offset;
  }
}
