package io.mcpguard.http;

import java.net.Inet6Address;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checked {@code https} or {@code http} URL: where to dial and what to ask for there.
 *
 * <p>The attacker writes URLs that two parsers read differently. So only one spelling of an address
 * exists here: a host whose last label is a number is four plain decimal numbers or refused, which
 * leaves no decimal, octal, hexadecimal or shortened IPv4 and no IPv4 inside IPv6.
 *
 * @param tls whether TLS is spoken
 * @param host lower-case DNS name, dotted decimal IPv4, or IPv6 without brackets
 * @param port 1 to 65535
 * @param path path and query as they were written, beginning with a slash
 */
public record Destination(boolean tls, String host, int port, String path) {
  private static final int LONGEST = 2048;
  private static final Pattern URL = Pattern.compile("(?i)(https?)://([^/?]*)((?:[/?][!-~]*)?)");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:]{2,39}]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*"
              + "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

  /**
   * Reads a URL.
   *
   * @throws UrlRefused if it is not one spelling of one http or https URL
   */
  public static Destination of(String url) throws UrlRefused {
    if (url.length() > LONGEST) {
      throw new UrlRefused(UrlRefused.Reason.TOO_LONG);
    }
    refuseOddCharacters(url);
    Matcher whole = URL.matcher(url);
    if (!whole.matches()) {
      throw new UrlRefused(UrlRefused.Reason.BAD_SCHEME);
    }
    boolean tls = whole.group(1).equalsIgnoreCase("https");
    String authority = whole.group(2);
    if (authority.indexOf('@') >= 0) {
      throw new UrlRefused(UrlRefused.Reason.USER_INFO);
    }
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      throw new UrlRefused(oddOrBad(authority));
    }
    String rest = whole.group(3);
    String path = rest.startsWith("/") ? rest : "/" + rest;
    String port = parts.group(2);
    return new Destination(
        tls, host(parts.group(1)), port(port == null ? defaultPort(tls) : port), path);
  }

  /** The value of the {@code Host} header (RFC 9110 §7.2): no port where it is the scheme's own. */
  public String hostHeader() {
    String written = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? written : written + ":" + port;
  }

  /** The same place with another path, which begins with a slash. */
  public Destination at(String otherPath) {
    return new Destination(tls, host, port, otherPath);
  }

  /** The URL, in its one spelling. */
  public String url() {
    return (tls ? "https://" : "http://") + hostHeader() + path;
  }

  /** True if the host is written as an address, not as a name. */
  boolean isAddress() {
    return host.indexOf(':') >= 0 || AddressLiteral.isDotted(host);
  }

  private static void refuseOddCharacters(String url) throws UrlRefused {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c == '#') {
        throw new UrlRefused(UrlRefused.Reason.FRAGMENT);
      }
      if (c <= ' ' || c >= 0x7f || c == '\\') {
        throw new UrlRefused(UrlRefused.Reason.BAD_CHARACTER);
      }
    }
  }

  private static UrlRefused.Reason oddOrBad(String authority) {
    return authority.startsWith("[") ? UrlRefused.Reason.ODD_ADDRESS : UrlRefused.Reason.BAD_HOST;
  }

  private static String host(String written) throws UrlRefused {
    if (written.startsWith("[")) {
      return ipv6(written.substring(1, written.length() - 1));
    }
    String name = written.toLowerCase(Locale.ROOT);
    if (ENDS_IN_A_NUMBER.matcher(name).matches()) {
      if (!AddressLiteral.isDotted(name)) {
        throw new UrlRefused(UrlRefused.Reason.ODD_ADDRESS);
      }
      return name;
    }
    if (!NAME.matcher(name).matches()) {
      throw new UrlRefused(UrlRefused.Reason.BAD_HOST);
    }
    return name;
  }

  private static String ipv6(String written) throws UrlRefused {
    return AddressLiteral.of(written)
        .filter(Inet6Address.class::isInstance)
        .orElseThrow(() -> new UrlRefused(UrlRefused.Reason.ODD_ADDRESS))
        .getHostAddress();
  }

  private static String defaultPort(boolean tls) {
    return tls ? "443" : "80";
  }

  private static int port(String digits) throws UrlRefused {
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw new UrlRefused(UrlRefused.Reason.BAD_PORT);
    }
    return port;
  }
}
