package io.mcpguard.server;

import io.mcpguard.server.command.CommandLineProgram;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(CommandLineProgram.run(arguments));
  }
}
