package io.mcpguard.authserver.client;

import java.util.Optional;

/** Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document). */
@FunctionalInterface
public interface MetadataDocuments {
  /**
   * The client that the document at this URL describes; nothing when it cannot be had or breaks a
   * rule.
   */
  Optional<Client> find(String url);

  /**
   * Whether a client_id is the URL of a document: https, with a path, no fragment, no user, no dot
   * segments.
   */
  static boolean isDocumentUrl(String clientId) {
    return clientId.startsWith("https://");
  }

  /** Knows none. */
  static MetadataDocuments none() {
    return url -> Optional.empty();
  }
}
