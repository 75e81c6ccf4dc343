package io.mcpguard.authserver.client;

import io.mcpguard.authserver.settings.PreRegistered;
import io.mcpguard.oauth.BoundTokens;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a client by its id: in the configuration, as a metadata document, among those registered.
 */
public final class ClientDirectory {
  private final Map<String, Client> preRegistered;
  private final MetadataDocuments documents;
  private final RegisteredClients registered;

  /** The attacker registers ids that shadow the operator's: the configuration is asked first. */
  public ClientDirectory(
      List<PreRegistered> preRegistered,
      MetadataDocuments documents,
      RegisteredClients registered) {
    var byId = new LinkedHashMap<String, Client>();
    preRegistered.forEach(client -> byId.put(client.id(), client(client)));
    this.preRegistered = Map.copyOf(byId);
    this.documents = documents;
    this.registered = registered;
  }

  /**
   * The client, if anything says who it is. May fetch a document.
   *
   * @param source the address of whoever names it
   */
  public Optional<Client> find(String id, String source) {
    Client known = preRegistered.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    return id.startsWith("https://") ? documents.find(id, source) : registered.find(id);
  }

  /** Notes that somebody consented for the client. */
  public void used(Client client, Instant at) {
    if (client.origin() == Client.Origin.DYNAMIC) {
      registered.used(client.id(), at);
    }
  }

  private static Client client(PreRegistered client) {
    return new Client(
        client.id(),
        client.name(),
        Client.Origin.PRE_REGISTERED,
        client.redirectUris(),
        proof(client.proof()),
        BoundTokens.OPTIONAL,
        Instant.EPOCH);
  }

  private static ClientProof proof(PreRegistered.Proof proof) {
    return switch (proof) {
      case PreRegistered.Proof.None none -> new ClientProof.None();
      case PreRegistered.Proof.Secret secret ->
          new ClientProof.Secret(Secrets.digest(secret.secret()));
      case PreRegistered.Proof.Keys keys -> new ClientProof.Keys(keys.jwks());
    };
  }
}
