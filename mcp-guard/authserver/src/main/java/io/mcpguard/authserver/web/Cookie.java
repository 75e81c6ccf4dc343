package io.mcpguard.authserver.web;

import java.net.URI;

/**
 * The session cookie: {@code __Host-} and {@code Secure} on HTTPS (RFC 6265bis §4.1.3.2), a plain
 * name on loopback HTTP, where browsers would drop the other. Always {@code HttpOnly}, {@code
 * SameSite=Lax}, no {@code Domain}.
 */
public final class Cookie {
  private final String name;
  private final String attributes;

  private Cookie(String name, String attributes) {
    this.name = name;
    this.attributes = attributes;
  }

  /** The cookie of a server whose public URL this is. */
  public static Cookie of(URI publicUrl) {
    String attributes = "; Path=/; HttpOnly; SameSite=Lax";
    return "https".equals(publicUrl.getScheme())
        ? new Cookie("__Host-mcpguard", attributes + "; Secure")
        : new Cookie("mcpguard-" + publicUrl.getPort(), attributes);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The {@code Set-Cookie} value that sets it until the browser closes. */
  public String set(String value) {
    return name + "=" + value + attributes;
  }
}
