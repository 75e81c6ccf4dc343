package io.mcpguard.authn;

import java.util.Optional;

/**
 * The operating system's user that this process runs as. Whoever makes one says that nobody else
 * can send the messages that are answered for it.
 *
 * @param name as the operating system has it; records and assertions name the user so
 */
public record LocalUser(String name) {
  /** The agent that all programs are which launch the guard: nothing tells one from another. */
  public static final String CLIENT_ID = "stdio";

  /** Asked of the system and never of a variable; empty where the system has no name for it. */
  public static Optional<LocalUser> ofThisProcess() {
    return ProcessHandle.current().info().user().map(LocalUser::new);
  }
}
