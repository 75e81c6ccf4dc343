package io.mcpguard.authserver.throttle;

import io.mcpguard.http.AddressLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a caller is, as one key: the address, of IPv6 its first 64 bits, since whoever has one
 * address there has all of the subnet (RFC 4291 §2.5.4).
 */
public final class Place {
  private static final int SUBNET_BYTES = 8;

  private Place() {}

  /** The key of a peer's address; a text that is no address is its own key. */
  public static String of(String source) {
    return AddressLiteral.ofPeer(source).map(Place::key).orElse(source);
  }

  private static String key(InetAddress address) {
    return address instanceof Inet6Address six
        ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), SUBNET_BYTES)) + "/64"
        : address.getHostAddress();
  }
}
