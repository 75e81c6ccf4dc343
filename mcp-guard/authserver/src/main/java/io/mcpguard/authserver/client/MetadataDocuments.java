package io.mcpguard.authserver.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.stream.Stream;

/** Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document). */
@FunctionalInterface
public interface MetadataDocuments {
  /** The longest client_id that is read as a URL, in characters. */
  int LONGEST_URL = 2048;

  /**
   * The client that the document at this URL describes; nothing when it cannot be had or breaks a
   * rule.
   *
   * @param source the address of whoever names it, and so may cause a fetch
   */
  Optional<Client> find(String url, String source);

  /** Knows none. */
  static MetadataDocuments none() {
    return (url, source) -> Optional.empty();
  }

  /**
   * Whether a client_id may be the URL of a document (§3): https, a path, no fragment, no user, no
   * dot segments. Spelling is kept: the URL is compared as text with what the document says.
   */
  static boolean isDocumentUrl(String clientId) {
    if (clientId.length() > LONGEST_URL || !clientId.startsWith("https://")) {
      return false;
    }
    try {
      URI url = new URI(clientId);
      return url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null
          && url.getRawPath().length() > 1
          && Stream.of(url.getRawPath().split("/", -1)).noneMatch(MetadataDocuments::isDotSegment);
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static boolean isDotSegment(String segment) {
    String plain = segment.replace("%2e", ".").replace("%2E", ".");
    return plain.equals(".") || plain.equals("..");
  }
}
