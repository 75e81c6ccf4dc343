package io.mcpguard.oauth;

import io.mcpguard.assertion.json.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * OAuth 2.0 authorization server metadata (RFC 8414 §2), with RFC 9207 and Client ID Metadata
 * Documents.
 *
 * <p>Only what is built is said. Members are in canonical order, lists in the order they are given
 * in.
 */
public final class AuthorizationServerMetadata {
  private final SequencedMap<String, Object> members;

  private AuthorizationServerMetadata(SequencedMap<String, Object> members) {
    this.members = Collections.unmodifiableSequencedMap(members);
  }

  /**
   * The document of this issuer; the issuer is compared as text by every client (RFC 8414 §3.3).
   */
  public static AuthorizationServerMetadata of(URI issuer) {
    return new AuthorizationServerMetadata(
        new LinkedHashMap<>(Map.of("issuer", issuer.toString())));
  }

  /** With an endpoint or another URL, such as {@code token_endpoint} or {@code jwks_uri}. */
  public AuthorizationServerMetadata url(String member, URI value) {
    return with(member, value.toString());
  }

  /** With a list, such as {@code code_challenge_methods_supported}. */
  public AuthorizationServerMetadata list(String member, Collection<String> values) {
    return with(member, List.copyOf(values));
  }

  /** With a flag that is true; a flag that is false is left out. */
  public AuthorizationServerMetadata flag(String member) {
    return with(member, true);
  }

  /** The document. */
  public String json() {
    JsonText text = JsonText.object();
    members.forEach((name, value) -> {
      if (value instanceof List<?> values) {
        text.put(name, values.stream().map(String.class::cast).toList());
      } else if (value instanceof Boolean flag) {
        text.put(name, flag);
      } else {
        text.put(name, (String) value);
      }
    });
    return new String(text.bytes(), StandardCharsets.UTF_8);
  }

  private AuthorizationServerMetadata with(String member, Object value) {
    var more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new AuthorizationServerMetadata(more);
  }
}
