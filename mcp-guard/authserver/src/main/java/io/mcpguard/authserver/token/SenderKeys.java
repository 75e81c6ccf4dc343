package io.mcpguard.authserver.token;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.jose.DpopProof;
import io.mcpguard.jose.ProofTarget;
import io.mcpguard.jose.ProofVerdict;
import io.mcpguard.jose.ProofVerdict.Fault;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.ProofWindow;
import io.mcpguard.oauth.BoundTokens;
import java.util.List;
import java.util.Optional;

/**
 * Reads which key the sender of a token request holds (RFC 9449 §5, §8).
 *
 * <p>A proof is verified before code or refresh token are looked at, so that a client which is told
 * a nonce still has them; and it is used up after that, so that strangers fill no memory. Where
 * there is no room to use it up, nothing else is used up either.
 */
public final class SenderKeys {
  private static final String HEADER = "dpop";

  private final AuthorizationServerSettings settings;
  private final ProofVerifier verifier;
  private final ProofWindow window;

  public SenderKeys(
      AuthorizationServerSettings settings, ProofVerifier verifier, ProofWindow window) {
    this.settings = settings;
    this.verifier = verifier;
    this.window = window;
  }

  /** What came of reading. */
  sealed interface Reading {
    record Of(SenderKey key) implements Reading {}

    record Faulty(Reply reply) implements Reading {}
  }

  /** The key, verified for this request but not used up. */
  Reading read(Call call) {
    List<String> headers = call.headers().getOrDefault(HEADER, List.of());
    if (headers.isEmpty()) {
      return new Reading.Of(new SenderKey.None());
    }
    // The path is one of those that the endpoint is mounted at; all else is from the public URL.
    ProofTarget target =
        ProofTarget.tokenRequest(call.method(), settings.at(call.path()).toString());
    return switch (verifier.verify(headers, target)) {
      case DpopProof proof -> new Reading.Of(new SenderKey.Proven(proof));
      case ProofVerdict.Rejected(Fault fault) when fault == Fault.WRONG_NONCE ->
          new Reading.Faulty(
              TokenAnswers.error(
                  OAuth2Error.USE_DPOP_NONCE, "make a proof with the nonce in DPoP-Nonce"));
      case ProofVerdict.Rejected rejected ->
          new Reading.Faulty(invalidProof("the proof is not valid for this request"));
    };
  }

  /** The answer where the server, or the client's own metadata, wants a key and there is none. */
  Optional<Reply> missing(Client client, SenderKey key) {
    if (!(key instanceof SenderKey.None)) {
      return Optional.empty();
    }
    if (settings.boundTokens() == BoundTokens.REQUIRED) {
      return Optional.of(invalidProof("this server issues bound tokens only: send a proof"));
    }
    // "The authorization server MUST reject token requests from the client that do not contain the
    // DPoP header" (RFC 9449 §5.2).
    return client.tokens() == BoundTokens.REQUIRED
        ? Optional.of(invalidProof("dpop_bound_access_tokens of this client is true: send a proof"))
        : Optional.empty();
  }

  /** Whether a proof by this key could be used up now. */
  Optional<Reply> noRoom(SenderKey key) {
    return key instanceof SenderKey.Proven(DpopProof proof) && !window.hasRoomFor(proof)
        ? Optional.of(TokenAnswers.busy())
        : Optional.empty();
  }

  /** Uses the proof up; the answer where it cannot be used. */
  Optional<Reply> useUp(SenderKey key) {
    return switch (key) {
      case SenderKey.None none -> Optional.empty();
      case SenderKey.Proven(DpopProof proof) ->
          switch (window.use(proof)) {
            case FIRST -> Optional.empty();
            case REPLAYED -> Optional.of(invalidProof("the proof was used before"));
            case FULL -> Optional.of(TokenAnswers.busy());
          };
    };
  }

  /** The reply, with the nonce for the next proof where the request had one (RFC 9449 §8.2). */
  Reply answered(Call call, Reply reply) {
    return call.headers().containsKey(HEADER) ? reply.with("DPoP-Nonce", verifier.nonce()) : reply;
  }

  static Reply invalidProof(String description) {
    return TokenAnswers.error(OAuth2Error.INVALID_DPOP_PROOF, description);
  }
}
