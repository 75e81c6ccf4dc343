package io.mcpguard.credential;

/** What the guard itself presents to one upstream. */
public sealed interface Credential {

  /** The upstream wants none. */
  record None() implements Credential {}

  /** A fixed header, the same for every caller. Its value does not print. */
  final class StaticHeader implements Credential {
    private final String name;
    private final String value;

    /**
     * A header {@code name: value}.
     *
     * @throws IllegalArgumentException when either could open another header (RFC 9110 §5.1, §5.5)
     */
    public StaticHeader(String name, String value) {
      if (name.isEmpty() || !name.chars().allMatch(StaticHeader::isTokenCharacter)) {
        throw new IllegalArgumentException("credential header: the name is no HTTP token");
      }
      if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        throw new IllegalArgumentException(
            "credential header " + name + ": the value has a character outside ASCII");
      }
      this.name = name;
      this.value = value;
    }

    /** The header's name. */
    public String name() {
      return name;
    }

    /** The secret. Call sites of this method are the list of places that see it. */
    public String reveal() {
      return value;
    }

    @Override
    public String toString() {
      return "StaticHeader[" + name + ": redacted]";
    }

    private static boolean isTokenCharacter(int c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }
}
