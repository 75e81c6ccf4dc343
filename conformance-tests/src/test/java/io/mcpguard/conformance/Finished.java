package io.mcpguard.conformance;

/** How a child program ended: exit code, and what it said on its two outputs. */
record Finished(int exit, String out, String err) {

  /** Both outputs, for a failing assertion to show. */
  String said() {
    return "exit " + exit + "\n" + out + "\n" + err;
  }
}
