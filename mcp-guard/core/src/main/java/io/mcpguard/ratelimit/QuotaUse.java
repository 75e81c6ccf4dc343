package io.mcpguard.ratelimit;

/**
 * One call that uses quotas.
 *
 * @param user for whom
 * @param agent the OAuth client id
 * @param server the upstream's name in the configuration
 * @param tool the tool's own name; empty text for a resource, a prompt and everything else, so that
 *     callers cannot get a fresh budget by naming a fresh URI
 */
public record QuotaUse(String user, String agent, String server, String tool) {
  /** What patterns are compared with. */
  String path() {
    return server + "/" + tool;
  }
}
