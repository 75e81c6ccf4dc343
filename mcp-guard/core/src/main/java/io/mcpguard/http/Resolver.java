package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a DNS name into addresses; the one place where a name is looked up. */
@FunctionalInterface
public interface Resolver {

  /**
   * All addresses of a name, at least one.
   *
   * @throws UnknownHostException if there are none, or none came before the deadline
   */
  List<InetAddress> resolve(String name, Deadline deadline) throws UnknownHostException;

  /** The machine's own resolver. */
  static Resolver system() {
    return SystemResolver.ONE;
  }
}
