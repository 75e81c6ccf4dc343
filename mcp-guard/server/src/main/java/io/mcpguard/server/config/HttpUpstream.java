package io.mcpguard.server.config;

import java.net.URI;
import java.nio.file.Path;

/**
 * A tool server that the guard reaches over Streamable HTTP.
 *
 * @param url its MCP endpoint
 * @param server its canonical URI, as its verifier knows itself
 * @param assertion how each call is asserted
 * @param credential what the guard shows to the server
 * @param resultKeys the keys with which the server signs its results
 */
public record HttpUpstream(
    URI url,
    URI server,
    Carrier assertion,
    Credential credential,
    ResultKeys resultKeys,
    Common common)
    implements UpstreamSettings {
  /** How each call is asserted (contracts §1). */
  public enum Carrier {
    /** In the header {@code Txn-Token}. */
    TXN_TOKEN,
    /** By a signature of each request (RFC 9421), for a server outside the trust domain. */
    HTTP_SIGNATURE,
    /** Not at all; a relaxation. */
    NONE
  }

  /** A server whose canonical URI is its endpoint, and which asks for no credential. */
  public static HttpUpstream of(URI url, Carrier assertion, Common common) {
    return new HttpUpstream(url, url, assertion, Credential.none(), ResultKeys.none(), common);
  }

  /** This, with a credential. */
  public HttpUpstream credential(Credential shown) {
    return new HttpUpstream(url, server, assertion, shown, resultKeys, common);
  }

  /** This, which signs its results with one of the keys in a JSON Web Key Set. */
  public HttpUpstream counterSignature(Path keySet) {
    return new HttpUpstream(url, server, assertion, credential, new ResultKeys(keySet), common);
  }

  /** True when no other machine lies between. */
  public boolean isLoopback() {
    return Loopback.isLoopback(String.valueOf(url.getHost()));
  }
}
