package io.mcpguard.http;

/**
 * A document that was not fetched.
 *
 * @param reason why
 * @param detail fault and remedy for the operator; holds nothing of the URL
 */
public record FetchRefused(Reason reason, String detail) implements FetchResult {

  /** Why a document was not fetched. */
  public enum Reason {
    /** Not a URL that may be fetched. */
    BAD_URL,
    /** Plain HTTP to a place that is not allowed loopback. */
    NOT_HTTPS,
    /** The address policy refuses the host's address. */
    REFUSED_ADDRESS,
    /** Nobody there, no trusted certificate, or not in time. */
    UNREACHABLE,
    /** A status other than 200; redirects are not followed. */
    STATUS,
    /** More bytes than the rules allow. */
    TOO_LARGE,
    /** Not HTTP as it should be. */
    MALFORMED
  }
}
