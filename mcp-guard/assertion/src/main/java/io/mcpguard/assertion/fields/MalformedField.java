package io.mcpguard.assertion.fields;

/**
 * A field that is no structured field of the kinds read here. It says where, and repeats nothing.
 */
public final class MalformedField extends Exception {
  private static final long serialVersionUID = 1;

  MalformedField(String fault, int at) {
    super(fault + " at character " + at, null, false, false);
  }
}
