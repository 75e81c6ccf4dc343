package io.mcpguard.connect;

/** What is said to the person who runs it; never a secret. */
@FunctionalInterface
public interface Notices {
  /** Says one line. */
  void say(String line);
}
