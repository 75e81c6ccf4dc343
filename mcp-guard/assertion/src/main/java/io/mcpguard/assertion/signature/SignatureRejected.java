package io.mcpguard.assertion.signature;

import java.util.Locale;

/** A signed message was refused. The message of this never holds anything of that one. */
public final class SignatureRejected extends Exception {
  private static final long serialVersionUID = 1;

  /** Why; each knows its HTTP status: 400 for a bad proof, 403 for missing authority. */
  public enum Reason {
    NO_SIGNATURE(
        403, "the message carries no signature of this profile; send it through the guard"),
    SEVERAL_SIGNATURES(400, "more than one signature with the tag of this profile; send one"),
    MALFORMED_FIELD(
        400, "Signature-Input, Signature or Authorization is not one well-formed field"),
    BAD_PARAMETER(400, "a parameter of the signature is missing, unknown or of the wrong kind"),
    WRONG_COMPONENTS(400, "the signature covers other components than this profile has"),
    UNKNOWN_KEY(400, "the signature's key is not in the configured key set"),
    ALGORITHM_NOT_ALLOWED(400, "the signature's algorithm is not that of its key"),
    BAD_SIGNATURE(400, "the signature is not of what this message says of itself"),
    LIFETIME_TOO_LONG(400, "expires lies more than 60 s after created, or before it"),
    EXPIRED(400, "the signature has expired; repeat the request through the guard"),
    NOT_YET_VALID(400, "created lies in the future; check both clocks"),
    MALFORMED_DIGEST(400, "Content-Digest holds no sha-256 digest"),
    CONTENT_ALTERED(403, "the content is not what was signed"),
    REPLAYED(400, "the signature was used before"),
    ISSUED_BEFORE_START(
        400, "the signature is older than this server's memory; repeat the request"),
    REPLAY_STORE_FULL(403, "no more signatures can be remembered; raise the store's capacity"),
    REPLAY_STORE_UNREACHABLE(403, "who remembers used signatures cannot be asked; repeat");

    private final int status;
    private final String says;

    Reason(int status, String says) {
      this.status = status;
      this.says = says;
    }

    /** The HTTP status of the answer. */
    public int status() {
      return status;
    }

    /** A stable code for machines. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What is wrong and what would help; fixed text. */
    public String says() {
      return says;
    }
  }

  private final Reason reason;

  SignatureRejected(Reason reason) {
    super(reason.says, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
