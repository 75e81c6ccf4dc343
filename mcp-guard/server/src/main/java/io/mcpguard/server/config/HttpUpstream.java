package io.mcpguard.server.config;

import java.net.URI;

/**
 * A tool server that the guard reaches over Streamable HTTP.
 *
 * @param url its MCP endpoint
 * @param server its canonical URI, as its verifier knows itself
 * @param assertion how each call is asserted
 * @param credential what the guard shows to the server
 */
public record HttpUpstream(
    URI url, URI server, Carrier assertion, Credential credential, Common common)
    implements UpstreamSettings {
  /** How each call is asserted (contracts §1). */
  public enum Carrier {
    /** In the header {@code Txn-Token}. */
    TXN_TOKEN,
    /** Not at all; a relaxation. */
    NONE
  }

  /** A server whose canonical URI is its endpoint, and which asks for no credential. */
  public static HttpUpstream of(URI url, Carrier assertion, Common common) {
    return new HttpUpstream(url, url, assertion, Credential.none(), common);
  }

  /** This, with a credential. */
  public HttpUpstream credential(Credential shown) {
    return new HttpUpstream(url, server, assertion, shown, common);
  }

  /** True when no other machine lies between. */
  public boolean isLoopback() {
    return Loopback.isLoopback(String.valueOf(url.getHost()));
  }
}
