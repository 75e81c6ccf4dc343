package io.mcpguard.authserver.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientName;
import io.mcpguard.authserver.client.ClientProof;
import io.mcpguard.authserver.client.RedirectUri;
import io.mcpguard.authserver.client.RegisteredClients;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.settings.Registration;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RegistrationFuzzTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-01T12:00:00Z"));
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Whatever a stranger posts: one client is registered by its rules, or the body is refused. */
  @FuzzTest
  void aStrangersMetadata(byte[] body) throws Exception {
    Kept kept = new Kept();

    Reply reply = endpoint(kept).answer(posted(new String(body, UTF_8)));

    JsonObject said =
        (JsonObject) JsonDocument.read(reply.body().getBytes(UTF_8), ReadRules.request()).root();
    if (reply.status() == 201) {
      assertThat(kept.clients)
          .singleElement()
          .satisfies(client -> assertThat(said.string("client_id")).contains(client.id()))
          .satisfies(client ->
              assertThat(said.string("client_secret").isPresent())
                  .isEqualTo(client.proof() instanceof ClientProof.Secret))
          .satisfies(RegistrationFuzzTest::isByTheRules);
    } else {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(said.string("error").orElse(""))
          .isIn("invalid_redirect_uri", "invalid_client_metadata");
      assertThat(kept.clients).isEmpty();
    }
  }

  private static void isByTheRules(Client client) {
    assertThat(client.redirectUris())
        .hasSizeBetween(1, 10)
        .allMatch(uri -> RedirectUri.acceptable(uri).isPresent());
    assertThat(client.name()).isEqualTo(ClientName.shortened(client.name())).isNotBlank();
    assertThat(client.origin()).isEqualTo(Client.Origin.DYNAMIC);
  }

  private static RegistrationEndpoint endpoint(RegisteredClients clients) {
    return new RegistrationEndpoint(
        Registration.OPEN, clients, AuthorizationEvents.ignored(), CLOCK, RANDOM);
  }

  private static Call posted(String body) {
    return new Call(
        "POST",
        "/oauth/register",
        Parameters.none(),
        body,
        Map.of("content-type", List.of("application/json")),
        "192.0.2.9");
  }

  /** Keeps what it is given. */
  private static final class Kept implements RegisteredClients {
    private final List<Client> clients = new ArrayList<>();

    @Override
    public void keep(Client client) {
      clients.add(client);
    }

    @Override
    public Optional<Client> find(String id) {
      return clients.stream().filter(client -> client.id().equals(id)).findFirst();
    }

    @Override
    public void used(String id, Instant at) {}

    @Override
    public int count() {
      return clients.size();
    }

    @Override
    public int forgetUnused(Instant registeredBefore) {
      return 0;
    }
  }
}
