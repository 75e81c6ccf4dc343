package io.mcpguard.server.proxy;

import java.nio.file.Path;

/**
 * Writes calls without end, and lets an index follow; names each size it has reached. To be killed.
 */
final class CrashingIndex {
  private CrashingIndex() {}

  public static void main(String[] args) throws Exception {
    FollowedLedger followed = FollowedLedger.in(Path.of(args[0]));
    CallMix mix = new CallMix(Long.parseLong(args[1]), "k" + args[1] + "-", followed.size());
    while (true) {
      for (int i = 0; i < 40; i++) {
        followed.append(mix.leaf());
      }
      System.out.println(followed.rows().size());
    }
  }
}
