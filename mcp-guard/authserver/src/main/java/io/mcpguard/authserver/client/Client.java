package io.mcpguard.authserver.client;

import io.mcpguard.oauth.BoundTokens;
import java.time.Instant;
import java.util.List;

/**
 * An OAuth client.
 *
 * @param id its {@code client_id}
 * @param name a name to show; vouched for only where the origin says so
 * @param origin how it came to be known
 * @param redirectUris where answers may go
 * @param proof how it proves itself
 * @param tokens whether it gets no tokens but bound ones ({@code dpop_bound_access_tokens}, RFC
 *     9449 §5.2)
 * @param since when it was registered
 */
public record Client(
    String id,
    String name,
    Origin origin,
    List<String> redirectUris,
    ClientProof proof,
    BoundTokens tokens,
    Instant since) {
  public Client {
    redirectUris = List.copyOf(redirectUris);
  }

  /** How a client came to be known. */
  public enum Origin {
    /** The operator wrote it. */
    PRE_REGISTERED("pre-registered"),
    /** A Client ID Metadata Document says so; the host of its URL vouches for it. */
    METADATA_DOCUMENT("cimd"),
    /** It registered itself (RFC 7591); nobody vouches for it. */
    DYNAMIC("dcr");

    private final String word;

    Origin(String word) {
      this.word = word;
    }

    /** The word in records. */
    public String word() {
      return word;
    }
  }

  /** Whether it can keep a secret and so has to prove itself (RFC 6749 §2.1). */
  public boolean isConfidential() {
    return !(proof instanceof ClientProof.None);
  }
}
