package io.mcpguard.server.config;

import java.util.Arrays;

/** A protection that an operator may give up, by its key. Each one given up is printed at start. */
public enum Relaxation {
  PLAIN_HTTP("allow-plain-http", "requests and tokens cross the network in clear"),
  OPEN_REGISTRATION(
      "allow-open-registration", "anybody who reaches the guard may register an agent"),
  PRIVATE_METADATA_HOSTS(
      "allow-private-metadata-hosts",
      "anybody who reaches the guard makes it fetch from these hosts inside the network"),
  UNASSERTED("allow-unasserted", "the tool server cannot tell the guard's calls from others"),
  BEARER_ASSERTION("allow-bearer-assertion", "an assertion seen on the way can be shown by others"),
  UNSIGNED_RESULTS(
      "allow-unsigned-results",
      "results that their server did not sign are passed on and recorded"),
  INEXACT_NUMBERS("allow-inexact-numbers", "numbers that readers round are digested as raw bytes"),
  UNCONFINED_CHILD("allow-unconfined-child", "the child can do whatever the guard's own user can");

  private final String key;
  private final String means;

  Relaxation(String key, String means) {
    this.key = key;
    this.means = means;
  }

  static Relaxation of(String key) {
    return Arrays.stream(values()).filter(r -> r.key.equals(key)).findFirst().orElseThrow();
  }

  /** The key that gives it up. */
  public String key() {
    return key;
  }

  /** What giving it up means. */
  public String means() {
    return means;
  }
}
