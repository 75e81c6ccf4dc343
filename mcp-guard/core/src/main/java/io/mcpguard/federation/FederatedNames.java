package io.mcpguard.federation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names of tools and prompts that say whose they are: {@code server__name}. A server's name holds
 * no underscore, so the first two of them divide it.
 *
 * <p>Model APIs take 64 characters at most, so a longer tool's name is cut and ends in a digest of
 * the whole: the same after every restart, and found again among the tools that are known.
 */
final class FederatedNames {
  static final int LONGEST = 64;

  private static final String BETWEEN = "__";

  /** A call names no longer one. */
  private static final int LONGEST_OWN = 256;

  private static final int DIGEST_CHARACTERS = 12;

  private FederatedNames() {}

  /** A name in two parts, the second as the federated name has it. */
  record Divided(String server, String name) {}

  /** The parts; empty where there are none. */
  static Optional<Divided> divide(String federated) {
    int at = federated.indexOf(BETWEEN);
    return at <= 0 || at + BETWEEN.length() == federated.length()
        ? Optional.empty()
        : Optional.of(
            new Divided(federated.substring(0, at), federated.substring(at + BETWEEN.length())));
  }

  /** A name of any length, as no model API sees it. */
  static String whole(String server, String name) {
    return server + BETWEEN + name;
  }

  static String tool(String server, String tool) {
    String whole = server + BETWEEN + tool;
    if (whole.length() <= LONGEST) {
      return whole;
    }
    String ending = "_" + digest(whole);
    int kept = LONGEST - ending.length();
    int end = Character.isHighSurrogate(whole.charAt(kept - 1)) ? kept - 1 : kept;
    return whole.substring(0, end) + ending;
  }

  /** The upstream's own name of a tool, one of {@code known} where the name was cut. */
  static String ownTool(Divided divided, Collection<String> known) {
    if (known.contains(divided.name())) {
      return divided.name();
    }
    String federated = divided.server() + BETWEEN + divided.name();
    return federated.length() < LONGEST - 1
        ? divided.name()
        : known.stream()
            .filter(tool -> tool.length() <= LONGEST_OWN)
            .filter(tool -> tool(divided.server(), tool).equals(federated))
            .findFirst()
            .orElse(divided.name());
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256, which every JDK has, is missing", e);
    }
  }
}
