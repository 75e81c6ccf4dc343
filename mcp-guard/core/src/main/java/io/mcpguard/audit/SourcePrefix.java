package io.mcpguard.audit;

import io.mcpguard.http.AddressLiteral;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The network that an address belongs to, as records name it: {@code /24} of IPv4, {@code /48} of
 * IPv6. Wide enough that one attacker does not look like many, and no person's address is kept.
 */
public final class SourcePrefix {
  private static final String UNKNOWN = "unknown";

  private SourcePrefix() {}

  /** The network of an address as a transport states it; {@code unknown} for what is none. */
  public static String of(String address) {
    return AddressLiteral.ofPeer(address).map(SourcePrefix::network).orElse(UNKNOWN);
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    int kept = address instanceof Inet4Address ? 3 : 6;
    Arrays.fill(bytes, kept, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * 8;
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }
}
