package io.mcpguard.audit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The network that an address belongs to, as records name it: {@code /24} of IPv4, {@code /48} of
 * IPv6. Wide enough that one attacker does not look like many, and no person's address is kept.
 */
public final class SourcePrefix {
  private static final String UNKNOWN = "unknown";

  /** Only literals: nothing that is received may be looked up by name. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

  private SourcePrefix() {}

  /** The network of an address as a transport states it; {@code unknown} for what is none. */
  public static String of(String address) {
    String bare = address.replaceAll("[\\[\\]]|%.*", "");
    if (!LITERAL.matcher(bare).matches()) {
      return UNKNOWN;
    }
    try {
      InetAddress parsed = InetAddress.getByName(bare);
      byte[] bytes = parsed.getAddress();
      int kept = parsed instanceof Inet4Address ? 3 : 6;
      java.util.Arrays.fill(bytes, kept, bytes.length, (byte) 0);
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * 8;
    } catch (UnknownHostException notAnAddress) {
      return UNKNOWN;
    }
  }
}
