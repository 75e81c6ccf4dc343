package io.mcpguard.server.config;

import io.mcpguard.assertion.KeyFile;
import io.mcpguard.http.Destination;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.server.config.UpstreamSettings.Ask;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks one upstream: what is asserted to it, what confines it, what is relaxed for nothing. */
final class UpstreamChecks {
  private static final String FIELD_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private final Configuration c;
  private final Problems problems;

  UpstreamChecks(Configuration configuration, Problems problems) {
    this.c = configuration;
    this.problems = problems;
  }

  void run(String name, UpstreamSettings upstream) {
    String key = "upstreams." + name;
    Set<Relaxation> needed =
        switch (upstream) {
          case ChildUpstream child -> child(key, child);
          case HttpUpstream http -> http(key, http);
        };
    upstream.common().relaxations().stream()
        .filter(
            relaxation -> relaxation != Relaxation.INEXACT_NUMBERS && !needed.contains(relaxation))
        .sorted()
        .forEach(relaxation ->
            problems.add(key + "." + relaxation.key(), "relaxes nothing here; remove it"));
    if (!upstream.common().elicitationHosts().isEmpty()
        && !upstream.common().mayAsk().contains(Ask.ELICITATION)) {
      problems.add(
          key + ".elicitation-hosts", "is unused; add elicitation to may-ask, or remove it");
    }
  }

  static Set<String> hosts(UpstreamSettings upstream) {
    return upstream instanceof HttpUpstream http
        ? Set.of(String.valueOf(http.url().getHost()))
        : Set.of();
  }

  private Set<Relaxation> child(String key, ChildUpstream child) {
    if (child.command().isEmpty()) {
      problems.add(key + ".command", "is empty; name the program");
    }
    for (Map.Entry<String, Secret> variable : child.env().entrySet()) {
      if (variable.getKey().startsWith("MCP_GUARD_")) {
        problems.add(key + ".env." + variable.getKey(), "is set by the guard itself; remove it");
      }
    }
    Set<Relaxation> needed = EnumSet.noneOf(Relaxation.class);
    if (child.sandbox().isEmpty()) {
      need(
          key,
          child,
          Relaxation.UNCONFINED_CHILD,
          "nothing confines the child; name a sandbox",
          needed);
    }
    return needed;
  }

  private Set<Relaxation> http(String key, HttpUpstream http) {
    dialled(key + ".url", http.url());
    Set<Relaxation> needed = EnumSet.noneOf(Relaxation.class);
    if ("http".equals(http.url().getScheme()) && !http.isLoopback()) {
      need(
          key,
          http,
          Relaxation.PLAIN_HTTP,
          ShownUrl.of(http.url()) + " is plain HTTP beyond loopback; use https",
          needed);
    }
    switch (http.assertion()) {
      case NONE ->
          need(
              key,
              http,
              Relaxation.UNASSERTED,
              "assertion: none leaves the calls unasserted; write assertion: txn-token or"
                  + " http-signature",
              needed);
      case TXN_TOKEN -> txnToken(key, http, needed);
      case HTTP_SIGNATURE -> {} // Nothing in it that another host could use.
    }
    if (http.resultKeys().isPresent()) {
      counterSignature(key, http);
      if (http.allows(Relaxation.UNSIGNED_RESULTS)) {
        needed.add(Relaxation.UNSIGNED_RESULTS);
      }
    }
    if (http.credential().isPresent()) {
      credential(key + ".credential", http.credential());
    }
    return needed;
  }

  private void counterSignature(String key, HttpUpstream http) {
    if (http.assertion() == HttpUpstream.Carrier.NONE) {
      problems.add(
          key + ".counter-signature",
          "is bound to the assertion of its call; write assertion: txn-token or http-signature");
    }
    try {
      var unused = new KeyFile(http.resultKeys().file(), InstantSource.fixed(Instant.EPOCH));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      problems.add(key + ".counter-signature", String.valueOf(e.getMessage()));
    }
  }

  private void dialled(String key, URI url) {
    try {
      Destination.of(url.toString());
    } catch (UrlRefused e) {
      problems.add(key, "cannot be dialled: " + e.getMessage());
    }
  }

  private void txnToken(String key, HttpUpstream http, Set<Relaxation> needed) {
    if (http.isLoopback()) {
      return;
    }
    String host = String.valueOf(http.url().getHost());
    if (!c.trustDomainHosts().contains(host)) {
      problems.add(
          key + ".assertion",
          "a txn-token must not leave the trust domain; add "
              + host
              + " to trust-domain-hosts if it belongs there, or write assertion: http-signature");
    }
    need(
        key,
        http,
        Relaxation.BEARER_ASSERTION,
        "nothing binds the assertion to the connection to " + host,
        needed);
  }

  void credential(String key, Credential credential) {
    if (!credential.header().matches(FIELD_NAME)) {
      problems.add(key + ".header", "is no field name (RFC 9110 section 5.1)");
    }
    if (Set.of(
            "txn-token",
            "content-digest",
            "signature-input",
            "signature",
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "connection",
            "mcp-session-id")
        .contains(credential.header().toLowerCase(Locale.ROOT))) {
      problems.add(key + ".header", "is set by the guard itself; name another");
    }
    if (credential
        .value()
        .reveal()
        .chars()
        .anyMatch(character -> character < ' ' || character > '~')) {
      problems.add(
          key + ".value",
          "has a character that no field may have; check the file that it refers to");
    }
  }

  private void need(
      String key,
      UpstreamSettings upstream,
      Relaxation relaxation,
      String fault,
      Set<Relaxation> needed) {
    needed.add(relaxation);
    if (!upstream.allows(relaxation)) {
      problems.add(key, fault + ", or write " + relaxation.key() + ": true");
    }
  }
}
