package io.mcpguard.server.proxy;

import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.storage.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads what takes longest to load on a thread of its own, while the command line and the
 * configuration are read. Nobody has to wait for it: who needs a class that is on its way waits for
 * that class, and what cannot be loaded is told by whoever needs it.
 */
public final class HeadStart implements Runnable {
  /** Like what policies are made of; nobody is ever asked to match it. */
  private static final PolicyRule REHEARSAL =
      PolicyRule.forbid("rehearsal", RuleMatch.anything())
          .when("size(args.a) > 1 || user == \"b\"");

  private static final long LARGEST = 1 << 20;

  private final List<String> slowestFirst;

  private HeadStart(String... slowestFirst) {
    this.slowestFirst = List.of(slowestFirst);
  }

  /** Begins to load what a guard needs that listens, and returns at once. */
  public static void toListen() {
    new HeadStart(
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider",
            "org.eclipse.jetty.util.MemoryUtils",
            "org.eclipse.jetty.http.MimeTypes")
        .take();
  }

  /** The same for one that is spoken to on a pipe, and signs nothing before it has answered. */
  public static void toAnswer() {
    new HeadStart("java.math.BigDecimal", "com.nimbusds.jose.util.JSONObjectUtils").take();
  }

  private void take() {
    Thread.ofPlatform().name("head-start").daemon().start(this);
  }

  @Override
  public void run() {
    slowestFirst.forEach(HeadStart::load);
    SqlStore.load();
  }

  private static void load(String name) {
    try {
      Class.forName(name, true, HeadStart.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError notHere) {
      // Optional, or for another machine; whoever needs it says so.
    }
  }

  /**
   * Begins to load what compiles conditions, which takes as long as all else, and returns at once;
   * nothing where this configuration has no policy. A pipe is left alone: what is read of it here
   * would be missing from the configuration.
   */
  public static void rehearse(Path configuration) {
    Thread.ofPlatform().name("rehearsal").daemon().start(() -> compile(configuration));
  }

  private static void compile(Path configuration) {
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
