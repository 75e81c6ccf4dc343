package io.mcpguard.server.command;

import java.nio.file.Path;
import java.util.Map;

/** Where programs keep what they need from one run to the next (XDG Base Directory 0.8). */
final class StateDirectory {
  private StateDirectory() {}

  /** {@code $XDG_STATE_HOME/mcp-guard}, or {@code ~/.local/state/mcp-guard}. */
  static Path usual(Map<String, String> environment, String home) {
    String named = environment.getOrDefault("XDG_STATE_HOME", "");
    // "All paths set in these environment variables must be absolute", or are ignored.
    Path states =
        !named.isEmpty() && Path.of(named).isAbsolute()
            ? Path.of(named)
            : Path.of(home, ".local", "state");
    return states.resolve("mcp-guard");
  }
}
