package io.mcpguard.server.proxy;

import java.util.List;

/**
 * Loads the classes that take longest to load on a thread of its own, while the configuration is
 * read. Nobody has to wait for it: who needs a class that is on its way waits for that class, and
 * what cannot be loaded is told by whoever needs it.
 */
public final class HeadStart implements Runnable {
  private static final List<String> SLOWEST_FIRST =
      List.of(
          "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider",
          "org.eclipse.jetty.util.MemoryUtils",
          "org.sqlite.JDBC",
          "org.eclipse.jetty.http.MimeTypes");

  private HeadStart() {}

  /** Begins to load, and returns at once. */
  public static void take() {
    Thread.ofPlatform().name("head-start").daemon().start(new HeadStart());
  }

  @Override
  public void run() {
    for (String name : SLOWEST_FIRST) {
      try {
        Class.forName(name, true, HeadStart.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError notHere) {
        // Optional, or for another machine; whoever needs it says so.
      }
    }
  }
}
