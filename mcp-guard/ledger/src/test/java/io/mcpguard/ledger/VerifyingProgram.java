package io.mcpguard.ledger;

import java.nio.file.Path;

/** Verifies the log in the directory that it is given, and says how many entries it has. */
final class VerifyingProgram {
  private VerifyingProgram() {}

  public static void main(String[] arguments) {
    System.out.print(
        switch (LedgerVerifier.verify(Path.of(arguments[0]))) {
          case Verification.Verified sound -> sound.size() + " entries";
          case Verification.Damaged damaged -> damaged;
        });
  }
}
