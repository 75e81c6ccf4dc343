package io.mcpguard.server.proxy;

import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.policy.RuleMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads what takes longest to load on threads of its own, while the configuration is read. Nobody
 * has to wait for it: who needs a class that is on its way waits for that class, and what cannot be
 * loaded is told by whoever needs it.
 */
public final class HeadStart {
  private static final List<String> SLOWEST_FIRST =
      List.of(
          "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider",
          "org.eclipse.jetty.util.MemoryUtils",
          "org.sqlite.JDBC",
          "org.eclipse.jetty.http.MimeTypes");

  /** Like what policies are made of; nobody is ever asked to match it. */
  private static final PolicyRule REHEARSAL =
      PolicyRule.forbid("rehearsal", RuleMatch.anything())
          .when("size(args.a) > 1 || user == \"b\"");

  private static final long LARGEST = 1 << 20;

  private HeadStart() {}

  /** Begins to load what a guard of this configuration will need, and returns at once. */
  public static void take(Path configuration) {
    Thread.ofPlatform().name("head-start").daemon().start(HeadStart::load);
    Thread.ofPlatform().name("rehearsal").daemon().start(() -> rehearse(configuration));
  }

  private static void load() {
    for (String name : SLOWEST_FIRST) {
      try {
        Class.forName(name, true, HeadStart.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError notHere) {
        // Optional, or for another machine; whoever needs it says so.
      }
    }
  }

  /**
   * What compiles conditions takes as long to load as all else, and is not loaded where no policy
   * is. A pipe is left alone: what is read of it here would be missing from the configuration.
   */
  private static void rehearse(Path configuration) {
    try {
      if (Files.isRegularFile(configuration)
          && Files.size(configuration) <= LARGEST
          && Files.readString(configuration).contains("policy:")) {
        PolicyTable.compile(List.of(REHEARSAL));
      }
    } catch (IOException | LinkageError notHere) {
      // Whoever reads the configuration says so.
    }
  }
}
