package io.mcpguard.upstream;

import io.mcpguard.assertion.signature.SignatureFields;
import io.mcpguard.http.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers a message carries besides those every message has. This is the whole allow-list:
 * there is no way to set another one.
 */
public final class UpstreamHeaders {
  private static final UpstreamHeaders NONE = new UpstreamHeaders(List.of());
  private static final Set<String> NOT_A_CREDENTIAL =
      Set.of(
          "host",
          "accept",
          "content-type",
          "content-length",
          "transfer-encoding",
          "connection",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "txn-token",
          "content-digest",
          "signature-input",
          "signature",
          "mcp-session-id",
          "mcp-protocol-version",
          "mcp-method",
          "mcp-name",
          "last-event-id");
  private static final String PARAMETER = "Mcp-Param-";

  private final List<Header> headers;

  private UpstreamHeaders(List<Header> headers) {
    this.headers = headers;
  }

  /** No header of its own. */
  public static UpstreamHeaders none() {
    return NONE;
  }

  /** The per-call assertion (draft-ietf-oauth-transaction-tokens). */
  public UpstreamHeaders txnToken(String compact) {
    return with(new Header("Txn-Token", compact));
  }

  /** The guard's signature of the request (RFC 9421, RFC 9530). */
  UpstreamHeaders signed(SignatureFields fields) {
    return with(new Header(SignatureFields.CONTENT_DIGEST, fields.contentDigest()))
        .with(new Header(SignatureFields.SIGNATURE_INPUT, fields.signatureInput()))
        .with(new Header(SignatureFields.SIGNATURE, fields.signature()));
  }

  /** The upstream's session. */
  public UpstreamHeaders sessionId(String id) {
    return with(new Header("Mcp-Session-Id", id));
  }

  /** The negotiated revision of MCP. */
  public UpstreamHeaders protocolVersion(String revision) {
    return with(new Header("MCP-Protocol-Version", revision));
  }

  /** The request's method (2026-07-28, basic/transports/streamable-http). */
  UpstreamHeaders method(String method) {
    return with(new Header("Mcp-Method", method));
  }

  /** What the request is about, in the encoding of header values (same place). */
  UpstreamHeaders name(String encoded) {
    return with(new Header("Mcp-Name", encoded));
  }

  /** One argument that the tool's schema wants in a header (same place). */
  UpstreamHeaders parameter(String name, String encoded) {
    return with(new Header(PARAMETER + name, encoded));
  }

  /** Where to resume a stream. */
  public UpstreamHeaders lastEventId(String id) {
    return with(new Header("Last-Event-ID", id));
  }

  /**
   * The credential of the upstream.
   *
   * @throws IllegalArgumentException if the name is one that the guard sets itself
   */
  public UpstreamHeaders credential(Header header) {
    String name = header.name().toLowerCase(Locale.ROOT);
    if (NOT_A_CREDENTIAL.contains(name) || name.startsWith(PARAMETER.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "header " + header.name() + " is set by the guard itself and cannot hold a credential");
    }
    return with(header);
  }

  /** Names alone. */
  @Override
  public String toString() {
    return headers.toString();
  }

  /** The values of a header, whose name may be in any case. */
  List<String> values(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  /** Every one of them, in the order they were set. */
  public List<Header> list() {
    return headers;
  }

  private UpstreamHeaders with(Header header) {
    List<Header> more = new ArrayList<>(headers.size() + 1);
    more.addAll(headers);
    more.add(header);
    return new UpstreamHeaders(more);
  }
}
