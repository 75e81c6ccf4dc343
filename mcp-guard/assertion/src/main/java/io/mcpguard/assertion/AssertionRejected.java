package io.mcpguard.assertion;

import java.util.Locale;

/** An assertion or the message it came with was refused. The message never holds either. */
public final class AssertionRejected extends Exception {
  private static final long serialVersionUID = 1;

  /** Why; each knows its HTTP status: 400 for a bad proof, 403 for missing authority. */
  public enum Reason {
    NO_TOKEN(403, "the call carries no assertion; send it through the guard"),
    SEVERAL_TOKENS(400, "more than one assertion; send exactly one"),
    MALFORMED_TOKEN(400, "the assertion is not a compact JWS"),
    WRONG_TYPE(400, "the assertion's typ is not txntoken+jwt"),
    ALGORITHM_NOT_ALLOWED(400, "the assertion's algorithm is not allowed for its key"),
    UNKNOWN_KEY(400, "the assertion's key is not in the configured key set"),
    BAD_SIGNATURE(400, "the assertion's signature does not hold"),
    BAD_CLAIM(400, "a claim is missing or of the wrong kind"),
    WRONG_ISSUER(400, "iss is not the configured issuer"),
    WRONG_AUDIENCE(400, "aud is not the configured trust domain"),
    EXPIRED(400, "the assertion has expired; repeat the call through the guard"),
    NOT_YET_VALID(400, "iat lies in the future; check both clocks"),
    LIFETIME_TOO_LONG(400, "exp lies more than 60 s after iat, or before it"),
    WRONG_SERVER(403, "the assertion is for another server; check server on both sides"),
    MALFORMED_BODY(400, "the message is not one strict JSON-RPC message"),
    WRONG_METHOD(403, "the assertion is for another method"),
    WRONG_NAME(403, "the assertion is for another name"),
    RAW_DIGEST_NOT_ALLOWED(403, "the digest covers raw bytes, which is not allowed here"),
    PARAMS_ALTERED(403, "params are not those that were asserted"),
    ARGUMENTS_ALTERED(403, "arguments are not those that were asserted"),
    TOOL_CHANGED(403, "the tool's definition is not the one that was asserted"),
    REPLAYED(400, "the assertion was used before"),
    ISSUED_BEFORE_START(400, "the assertion is older than this server's memory; repeat the call"),
    REPLAY_STORE_FULL(403, "no more calls can be remembered; raise the store's capacity"),
    REPLAY_STORE_UNREACHABLE(403, "who remembers used calls cannot be asked; repeat the call");

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

  AssertionRejected(Reason reason) {
    this(reason, "");
  }

  AssertionRejected(Reason reason, String detail) {
    super(detail.isEmpty() ? reason.says : reason.says + ": " + detail, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
