package io.mcpguard.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that are written out. The only reader of them: nothing that is received is ever looked
 * up by name.
 *
 * <p>The attacker sends a text that only looks like an address, so that the platform asks a name
 * server for it, perhaps the attacker's. The platform does so with whatever it cannot read as a
 * literal, such as {@code 1.2.3.999}; no text gets so far that it would not read.
 */
public final class AddressLiteral {
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern DOTTED = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

  /** Whatever begins so and has a colon is read as IPv6, or is not read at all. */
  private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,42}");

  private AddressLiteral() {}

  /**
   * Four decimal numbers without leading zeros, or IPv6 without brackets and zone (RFC 4291 §2.2);
   * empty for any other text. An IPv4 address inside IPv6 comes back as IPv4.
   */
  public static Optional<InetAddress> of(String text) {
    if (!isDotted(text) && !COLONS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException noAddress) {
      return Optional.empty();
    }
  }

  /** The same as transports write it: IPv6 may stand in brackets and have a zone (RFC 4007 §11). */
  public static Optional<InetAddress> ofPeer(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    String unzoned = bare.contains("%") ? bare.substring(0, bare.indexOf('%')) : bare;
    return of(unzoned.contains(":") ? unzoned : text);
  }

  /** Whether it is four decimal numbers without leading zeros. */
  static boolean isDotted(String text) {
    return DOTTED.matcher(text).matches();
  }
}
