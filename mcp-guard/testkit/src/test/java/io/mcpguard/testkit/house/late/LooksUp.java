package io.mcpguard.testkit.house.late;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Asks the network for a name. */
public final class LooksUp {
  private LooksUp() {}

  /** The address of this host. */
  public static InetAddress of(String host) throws UnknownHostException {
    return InetAddress.getByName(host);
  }
}
