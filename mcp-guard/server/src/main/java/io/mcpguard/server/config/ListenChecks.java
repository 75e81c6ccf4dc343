package io.mcpguard.server.config;

import io.mcpguard.http.AddressLiteral;
import io.mcpguard.server.config.AuthorizationSettings.Registration;
import java.net.URI;
import java.util.Locale;

/** Checks where the guard listens, and what crosses the network in clear. */
final class ListenChecks {
  private final Configuration c;
  private final Problems problems;

  ListenChecks(Configuration configuration, Problems problems) {
    this.c = configuration;
    this.problems = problems;
  }

  void run() {
    HostPort mcp = c.listen().mcp();
    boolean exposed = !mcp.isLoopback();
    if (!c.listen().admin().isLoopback()) {
      problems.add("listen.admin", "must be a loopback address, was " + c.listen().admin());
    }
    if (c.listen().admin().equals(mcp) && mcp.port() != 0) {
      problems.add("listen.admin", "must not be the same as listen.mcp");
    }
    boolean plain = exposed && !c.tls().isPresent();
    if (plain && !allowsPlain()) {
      problems.add(
          "listen.mcp",
          mcp
              + " is beyond loopback and speaks plain HTTP; give tls, or write allow-plain-http:"
              + " true");
    }
    boolean plainUrl = publicUrl(exposed);
    if (allowsPlain() && !plain && !plainUrl) {
      problems.add(Relaxation.PLAIN_HTTP.key(), "relaxes nothing here; remove it");
    }
    if (c.authorization().registration() == Registration.OPEN
        && !exposed
        && isLocal(c.listen().publicUrl())) {
      problems.add(
          "authorization.embedded." + Relaxation.OPEN_REGISTRATION.key(),
          "relaxes nothing on loopback; remove it");
    }
  }

  /** Checks that each proxy is an address: what a name stands for may change. */
  void proxies() {
    c.listen().trustedProxies().stream()
        .filter(proxy -> AddressLiteral.of(proxy).isEmpty())
        .sorted()
        .forEach(proxy ->
            problems.add(
                "listen.trusted-proxies",
                "must hold addresses such as 10.0.0.7 or fd00::7, was \"" + proxy + "\""));
  }

  /** Checks which pages may call. */
  void origins() {
    c.allowedOrigins().stream()
        .filter(origin ->
            !origin.matches(
                "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?"))
        .sorted()
        .forEach(origin ->
            problems.add(
                "allowed-origins", origin + " must be an origin such as http://localhost:6274"));
  }

  private boolean allowsPlain() {
    return c.relaxations().contains(Relaxation.PLAIN_HTTP);
  }

  private static boolean isLocal(URI url) {
    return url.equals(Settings.UNSAID) || Loopback.isLoopback(String.valueOf(url.getHost()));
  }

  /** Issuers and origins are compared as text (RFC 8414 §3.3, RFC 6454 §6.1). */
  private static boolean isAsBrowsersWrite(URI url) {
    String origin = url.getScheme() + "://" + url.getRawAuthority();
    boolean usualPort = url.getPort() == ("https".equals(url.getScheme()) ? 443 : 80);
    return origin.equals(origin.toLowerCase(Locale.ROOT)) && !usualPort;
  }

  /** Checks the public URL and says whether it is plain HTTP beyond loopback. */
  private boolean publicUrl(boolean exposed) {
    URI url = c.listen().publicUrl();
    if (url.equals(Settings.UNSAID)) {
      if (exposed) {
        problems.add(
            "listen.public-url", "is missing; write the URL by which agents know the guard");
      } else if (c.listen().mcp().port() == 0) {
        problems.add(
            "listen.public-url",
            "is missing, and no agent could know a port that is chosen at the start; write the"
                + " URL, or name a port in listen.mcp");
      }
      return false;
    }
    if (!String.valueOf(url.getRawPath()).isEmpty() || url.getRawQuery() != null) {
      problems.add(
          "listen.public-url", "must have neither path nor query, was one at " + ShownUrl.of(url));
    }
    if (!isAsBrowsersWrite(url)) {
      problems.add(
          "listen.public-url",
          "must be in lower case and without the scheme's own port, as agents and browsers write"
              + " it, was "
              + ShownUrl.of(url));
    }
    boolean plain = "http".equals(url.getScheme()) && !isLocal(url);
    if (plain && !allowsPlain()) {
      problems.add(
          "listen.public-url",
          "must be https beyond loopback, was "
              + ShownUrl.of(url)
              + "; or write allow-plain-http: true");
    }
    return plain;
  }
}
