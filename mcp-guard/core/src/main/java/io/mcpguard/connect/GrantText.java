package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.jose.ProofSigner;
import io.mcpguard.oauth.Scopes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** How a grant is written in its file. */
final class GrantText {
  private static final long VERSION = 1;

  private GrantText() {}

  static byte[] write(Grant grant) {
    Issued tokens = grant.tokens();
    JsonText text =
        JsonText.object()
            .put("v", VERSION)
            .put("endpoint", grant.endpoint())
            .put("resource", grant.resource())
            .put("issuer", grant.issuer())
            .put("token_endpoint", grant.tokenEndpoint())
            .put("client_id", grant.clientId())
            .put("access_token", tokens.access())
            .put("refresh_token", tokens.refresh())
            .put("scope", tokens.scopes().toString());
    if (!tokens.expires().equals(Instant.MAX)) {
      text.put("expires_at", tokens.expires().getEpochSecond());
    }
    grant.signer().ifPresent(signer -> text.put("key", signer.privateJwk()));
    return text.bytes();
  }

  /** Reads what was written; nothing where it is something else. */
  static Optional<Grant> read(byte[] bytes, SecureRandom random) {
    try {
      return JsonDocument.read(bytes, ReadRules.request()).root() instanceof JsonObject root
              && root.integer("v").orElse(0) == VERSION
          ? grant(root, random)
          : Optional.empty();
    } catch (MalformedJson somethingElse) {
      return Optional.empty();
    }
  }

  private static Optional<Grant> grant(JsonObject root, SecureRandom random) {
    Grant.Binding binding = new Grant.Binding.None();
    if (root.member("key").isPresent()) {
      Optional<ProofSigner> signer =
          root.object("key").flatMap(jwk -> ProofSigner.read(jwk, random));
      if (signer.isEmpty()) {
        return Optional.empty();
      }
      binding = new Grant.Binding.Key(signer.get());
    }
    Issued tokens =
        new Issued(
            text(root, "access_token"),
            text(root, "refresh_token"),
            root.integer("expires_at").stream()
                .mapToObj(Instant::ofEpochSecond)
                .findFirst()
                .orElse(Instant.MAX),
            Scopes.parse(text(root, "scope")).orElse(Scopes.none()));
    return Optional.of(
        new Grant(
            text(root, "endpoint"),
            text(root, "resource"),
            text(root, "issuer"),
            text(root, "token_endpoint"),
            text(root, "client_id"),
            binding,
            tokens));
  }

  private static String text(JsonObject root, String member) {
    return root.string(member).orElse("");
  }
}
