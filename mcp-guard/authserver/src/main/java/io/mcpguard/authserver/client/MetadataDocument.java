package io.mcpguard.authserver.client;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.jose.VerificationKeys;
import io.mcpguard.oauth.BoundTokens;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a Client ID Metadata Document (§4): strict, since whoever owns the URL wrote it. */
final class MetadataDocument {
  private static final int MOST_REDIRECT_URIS = 20;

  private MetadataDocument() {}

  /**
   * The client; nothing when the document is not about this URL, lacks a member, or brings a
   * secret.
   */
  static Optional<Client> read(String url, byte[] body, Instant now) {
    try {
      JsonDocument document = JsonDocument.read(body, ReadRules.request());
      return document.root() instanceof JsonObject members
          ? client(url, document, members, now)
          : Optional.empty();
    } catch (MalformedJson notStrict) {
      return Optional.empty();
    }
  }

  private static Optional<Client> client(
      String url, JsonDocument document, JsonObject members, Instant now) {
    // §4.1: the client_id MUST match the URL by simple string comparison; no symmetric secrets.
    boolean plain =
        members.string("client_id").filter(url::equals).isPresent()
            && members.member("client_secret").isEmpty()
            && members.member("client_secret_expires_at").isEmpty();
    Optional<String> name = members.string("client_name").filter(text -> !text.isBlank());
    List<String> redirects = redirects(members);
    Optional<ClientProof> proof = proof(document, members);
    Optional<BoundTokens> tokens = BoundTokensMember.read(members);
    return plain
            && name.isPresent()
            && proof.isPresent()
            && tokens.isPresent()
            && !redirects.isEmpty()
        ? Optional.of(
            new Client(
                url,
                ClientName.shortened(name.get()),
                Client.Origin.METADATA_DOCUMENT,
                redirects,
                proof.get(),
                tokens.get(),
                now))
        : Optional.empty();
  }

  /** All of them, or none when one is not acceptable. */
  private static List<String> redirects(JsonObject members) {
    List<String> uris =
        members.array("redirect_uris").map(JsonArray::values).orElse(List.of()).stream()
            .map(value -> value instanceof JsonString text ? text.value() : "")
            .toList();
    boolean good =
        uris.size() <= MOST_REDIRECT_URIS
            && uris.stream().allMatch(uri -> RedirectUri.acceptable(uri).isPresent());
    return good ? uris : List.of();
  }

  private static Optional<ClientProof> proof(JsonDocument document, JsonObject members) {
    return switch (members.string("token_endpoint_auth_method").orElse("none")) {
      case "none" -> Optional.of(new ClientProof.None());
      case "private_key_jwt" -> members.object("jwks").flatMap(jwks -> keys(document.slice(jwks)));
      default -> Optional.empty();
    };
  }

  private static Optional<ClientProof> keys(byte[] jwks) {
    String text = new String(jwks, StandardCharsets.UTF_8);
    try {
      return VerificationKeys.parseAllowingMissingId(text).isEmpty()
          ? Optional.empty()
          : Optional.of(new ClientProof.Keys(text));
    } catch (IllegalArgumentException unusable) {
      return Optional.empty();
    }
  }
}
