package io.mcpguard.http;

/** A text that is not a URL the guard would dial; the message names the fault, never the text. */
public final class UrlRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the URL. */
  public enum Reason {
    /** Longer than 2,048 characters. */
    TOO_LONG("is longer than 2048 characters"),
    /** A control character, a space, a backslash or a character beyond ASCII. */
    BAD_CHARACTER("holds a character that a URL does not have; percent-encode it"),
    /** Neither {@code https} nor {@code http}. */
    BAD_SCHEME("must begin with https:// or http://"),
    /** A user name or password before the host. */
    USER_INFO("must not hold a user name or password"),
    /** A fragment, which never goes over the wire. */
    FRAGMENT("must not hold a fragment"),
    /** No host, or one that is no DNS name. */
    BAD_HOST("must name a host by a DNS name or an IP address"),
    /** An IP address spelled in another way than four decimal numbers or plain IPv6. */
    ODD_ADDRESS("must spell an IP address as four decimal numbers or as plain IPv6"),
    /** A port that is none of 1 to 65535. */
    BAD_PORT("must have a port from 1 to 65535");

    private final String says;

    Reason(String says) {
      this.says = says;
    }
  }

  private final Reason reason;

  UrlRefused(Reason reason) {
    super("the URL " + reason.says);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
