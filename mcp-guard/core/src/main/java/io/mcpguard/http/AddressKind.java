package io.mcpguard.http;

import java.net.InetAddress;

/** What an IP address is for, by the IANA special-purpose registries (RFC 6890 and its updates). */
enum AddressKind {
  /** Globally reachable unicast. */
  GLOBAL,
  /** 127.0.0.0/8 and ::1. */
  LOOPBACK,
  /** RFC 1918, RFC 6598 (carrier-grade NAT) and RFC 4193 (unique local). */
  PRIVATE,
  /**
   * Never a destination: unspecified, link-local (and with it cloud metadata), multicast,
   * documentation, benchmarking, reserved, and every form that carries an IPv4 address inside IPv6.
   */
  SPECIAL;

  static AddressKind of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? ofIpv4(bytes) : ofIpv6(bytes);
  }

  private static AddressKind ofIpv4(byte[] b) {
    int ip = (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
    if (in(ip, 127, 0, 0, 8)) {
      return LOOPBACK;
    }
    if (in(ip, 10, 0, 0, 8)
        || in(ip, 172, 16, 0, 12)
        || in(ip, 192, 168, 0, 16)
        || in(ip, 100, 64, 0, 10)) {
      return PRIVATE;
    }
    boolean special =
        in(ip, 0, 0, 0, 8) // "this network", RFC 791
            || in(ip, 169, 254, 0, 16) // link-local, RFC 3927
            || in(ip, 192, 0, 0, 24) // IETF protocol assignments, RFC 6890
            || in(ip, 192, 0, 2, 24) // documentation, RFC 5737
            || in(ip, 192, 31, 196, 24) // AS112, RFC 7535
            || in(ip, 192, 52, 193, 24) // AMT, RFC 7450
            || in(ip, 192, 88, 99, 24) // 6to4 relay, RFC 7526
            || in(ip, 192, 175, 48, 24) // AS112, RFC 7534
            || in(ip, 198, 18, 0, 15) // benchmarking, RFC 2544
            || in(ip, 198, 51, 100, 24) // documentation, RFC 5737
            || in(ip, 203, 0, 113, 24) // documentation, RFC 5737
            || in(ip, 224, 0, 0, 3); // multicast, RFC 1112; reserved and broadcast, RFC 919
    return special ? SPECIAL : GLOBAL;
  }

  private static AddressKind ofIpv6(byte[] b) {
    int first = (b[0] & 0xff) << 8 | (b[1] & 0xff);
    int second = (b[2] & 0xff) << 8 | (b[3] & 0xff);
    if (isOne(b)) {
      return LOOPBACK;
    }
    if ((first & 0xfe00) == 0xfc00) {
      return PRIVATE;
    }
    // Only 2000::/3 is given out as global unicast (RFC 4291 §2.4); this leaves out ::/96,
    // ::ffff:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48, 100::/64, 5f00::/16, fe80::/10, fec0::/10,
    // ff00::/8.
    boolean special =
        (first & 0xe000) != 0x2000
            || (first == 0x2001 && second < 0x0200) // 2001::/23: Teredo, ORCHID, benchmarking
            || (first == 0x2001 && second == 0x0db8) // documentation, RFC 3849
            || first == 0x2002 // 6to4, RFC 3056
            || (first == 0x2620 && second == 0x004f) // AS112, RFC 7534
            || (first == 0x3fff && second < 0x1000); // documentation, RFC 9637
    return special ? SPECIAL : GLOBAL;
  }

  private static boolean isOne(byte[] b) {
    for (int i = 0; i < 15; i++) {
      if (b[i] != 0) {
        return false;
      }
    }
    return b[15] == 1;
  }

  private static boolean in(int ip, int a, int b, int c, int prefix) {
    int network = a << 24 | b << 16 | c << 8;
    return (ip ^ network) >>> (32 - prefix) == 0;
  }
}
