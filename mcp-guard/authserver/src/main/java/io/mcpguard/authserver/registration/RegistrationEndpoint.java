package io.mcpguard.authserver.registration;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.authserver.client.BoundTokensMember;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientName;
import io.mcpguard.authserver.client.ClientProof;
import io.mcpguard.authserver.client.RedirectUri;
import io.mcpguard.authserver.client.RegisteredClients;
import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.settings.Registration;
import io.mcpguard.authserver.throttle.Place;
import io.mcpguard.authserver.throttle.Throttle;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.oauth.BoundTokens;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The registration endpoint, at {@code /oauth/register} (RFC 7591 §3).
 *
 * <p>The attacker registers much, or with somebody else's name. So sources are limited, the number
 * is bounded, what was never used is forgotten after a day, and the name is shown as unverified.
 */
public final class RegistrationEndpoint implements Endpoint {
  private static final int MOST_CLIENTS = 10_000;
  private static final int MOST_REDIRECT_URIS = 10;
  private static final Duration UNUSED = Duration.ofDays(1);

  private final Registration rule;
  private final RegisteredClients clients;
  private final AuthorizationEvents events;
  private final Throttle perSource;
  private final InstantSource clock;
  private final SecureRandom random;

  public RegistrationEndpoint(
      Registration rule,
      RegisteredClients clients,
      AuthorizationEvents events,
      InstantSource clock,
      SecureRandom random) {
    this.rule = rule;
    this.clients = clients;
    this.events = events;
    this.perSource = new Throttle(60, Duration.ofHours(1), clock);
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Reply answer(Call call) {
    if (!call.method().equals("POST")) {
      return Reply.wrongMethod("POST");
    }
    return switch (rule) {
      case CLOSED ->
          error(
              403,
              "access_denied",
              "registration is closed; ask whoever runs this server for a client_id");
      case OPEN -> register(call);
    };
  }

  private Reply register(Call call) {
    if (!perSource.admits(Place.of(call.source()))) {
      return error(
              429,
              "temporarily_unavailable",
              "too many registrations from one place; try again in an hour")
          .with("Retry-After", "3600");
    }
    clients.forgetUnused(clock.instant().minus(UNUSED));
    if (clients.count() >= MOST_CLIENTS) {
      return error(503, "temporarily_unavailable", "no more clients can be registered now")
          .with("Retry-After", "3600");
    }
    // RFC 7591 §3.1: "with a content type of application/json".
    return Optional.of(call)
        .filter(one -> one.isOf("application/json"))
        .flatMap(one -> metadata(one.body()))
        .map(metadata -> register(metadata, call.source()))
        .orElseGet(() ->
            error(
                400,
                "invalid_client_metadata",
                "the body must be a JSON object of type application/json"));
  }

  private static Optional<JsonObject> metadata(String body) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return JsonDocument.read(bytes, ReadRules.request()).root() instanceof JsonObject members
          ? Optional.of(members)
          : Optional.empty();
    } catch (MalformedJson notStrict) {
      return Optional.empty();
    }
  }

  private Reply register(JsonObject metadata, String source) {
    List<String> redirectUris = strings(metadata, "redirect_uris");
    // RFC 7591 §2: clients of a redirect-based flow MUST register their redirection URIs.
    if (redirectUris.isEmpty()
        || redirectUris.size() > MOST_REDIRECT_URIS
        || !redirectUris.stream().allMatch(uri -> RedirectUri.acceptable(uri).isPresent())) {
      return error(
          400,
          "invalid_redirect_uri",
          "redirect_uris: 1 to 10 of https, http on 127.0.0.1, [::1] or localhost, or an app's own"
              + " scheme; no fragment");
    }
    Optional<String> unsupported = unsupported(metadata);
    if (unsupported.isPresent()) {
      return error(400, "invalid_client_metadata", unsupported.get());
    }
    Instant now = clock.instant();
    String secret = wantsSecret(metadata) ? Secrets.fresh(random) : "";
    ClientProof proof =
        secret.isEmpty() ? new ClientProof.None() : new ClientProof.Secret(Secrets.digest(secret));
    var client =
        new Client(
            Secrets.id(random),
            name(metadata),
            Client.Origin.DYNAMIC,
            redirectUris,
            proof,
            BoundTokensMember.read(metadata).orElseThrow(),
            now);
    clients.keep(client);
    events.registered(client.id(), source);
    return registered(client, metadata, secret);
  }

  private static Optional<String> unsupported(JsonObject metadata) {
    List<String> responses = strings(metadata, "response_types");
    List<String> grants = strings(metadata, "grant_types");
    if (!responses.isEmpty() && !responses.contains("code")) {
      return Optional.of("response_types: code is the only one");
    }
    if (!grants.isEmpty() && !grants.contains("authorization_code")) {
      return Optional.of("grant_types: authorization_code is needed");
    }
    return BoundTokensMember.read(metadata).isEmpty()
        ? Optional.of(BoundTokensMember.NAME + ": must be true or false")
        : Optional.empty();
  }

  private static boolean wantsSecret(JsonObject metadata) {
    return metadata
        .string("token_endpoint_auth_method")
        .filter(
            method -> method.equals("client_secret_basic") || method.equals("client_secret_post"))
        .isPresent();
  }

  private static String name(JsonObject metadata) {
    return metadata
        .string("client_name")
        .filter(name -> !name.isBlank())
        .map(ClientName::shortened)
        .orElse("An agent without a name");
  }

  /** What was registered, which may differ from what was asked for (RFC 7591 §3.2.1). */
  private static Reply registered(Client client, JsonObject metadata, String secret) {
    JsonText members =
        JsonText.object()
            .put("client_id", client.id())
            .put("client_id_issued_at", client.since().getEpochSecond())
            .put("client_name", client.name())
            .put("redirect_uris", client.redirectUris())
            .put("grant_types", List.of("authorization_code", "refresh_token"))
            .put("response_types", List.of("code"));
    metadata
        .string("application_type")
        .filter(type -> type.equals("native") || type.equals("web"))
        .ifPresent(type -> members.put("application_type", type));
    members.put(BoundTokensMember.NAME, client.tokens() == BoundTokens.REQUIRED);
    if (secret.isEmpty()) {
      members.put("token_endpoint_auth_method", "none");
    } else {
      metadata
          .string("token_endpoint_auth_method")
          .ifPresent(method -> members.put("token_endpoint_auth_method", method));
      members.put("client_secret", secret).put("client_secret_expires_at", 0);
    }
    return reply(201, members);
  }

  private static List<String> strings(JsonObject metadata, String name) {
    List<JsonValue> values = metadata.array(name).map(JsonArray::values).orElse(List.of());
    return values.stream().allMatch(JsonString.class::isInstance)
        ? values.stream().map(JsonString.class::cast).map(JsonString::value).toList()
        : List.of();
  }

  private static Reply error(int status, String code, String description) {
    return reply(
        status, JsonText.object().put("error", code).put("error_description", description));
  }

  private static Reply reply(int status, JsonText members) {
    return Reply.json(status, new String(members.bytes(), StandardCharsets.UTF_8));
  }
}
