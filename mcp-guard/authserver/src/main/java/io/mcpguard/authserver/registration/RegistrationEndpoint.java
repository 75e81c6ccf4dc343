package io.mcpguard.authserver.registration;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientProof;
import io.mcpguard.authserver.client.RedirectUri;
import io.mcpguard.authserver.client.RegisteredClients;
import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.settings.Registration;
import io.mcpguard.authserver.user.Throttle;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Reply;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int LONGEST_NAME = 80;
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
    if (!perSource.admits(call.source())) {
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
    try {
      return register(JSONObjectUtils.parse(call.body(), Call.LARGEST_BODY), call.source());
    } catch (ParseException notAnObject) {
      return error(400, "invalid_client_metadata", "the body must be a JSON object");
    }
  }

  private Reply register(Map<String, Object> metadata, String source) {
    List<String> redirectUris = strings(metadata.get("redirect_uris"));
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
            Secrets.id(random), name(metadata), Client.Origin.DYNAMIC, redirectUris, proof, now);
    clients.keep(client);
    events.registered(client.id(), source);
    return registered(client, metadata, secret);
  }

  private static Optional<String> unsupported(Map<String, Object> metadata) {
    List<String> responses = strings(metadata.get("response_types"));
    List<String> grants = strings(metadata.get("grant_types"));
    if (!responses.isEmpty() && !responses.contains("code")) {
      return Optional.of("response_types: code is the only one");
    }
    return !grants.isEmpty() && !grants.contains("authorization_code")
        ? Optional.of("grant_types: authorization_code is needed")
        : Optional.empty();
  }

  private static boolean wantsSecret(Map<String, Object> metadata) {
    return metadata.get("token_endpoint_auth_method") instanceof String method
        && method.startsWith("client_secret_");
  }

  private static String name(Map<String, Object> metadata) {
    if (!(metadata.get("client_name") instanceof String name) || name.isBlank()) {
      return "An agent without a name";
    }
    String stripped = name.strip();
    int end =
        stripped.offsetByCodePoints(
            0, Math.min(LONGEST_NAME, stripped.codePointCount(0, stripped.length())));
    return stripped.substring(0, end);
  }

  /** What was registered, which may differ from what was asked for (RFC 7591 §3.2.1). */
  private static Reply registered(Client client, Map<String, Object> metadata, String secret) {
    var members = new LinkedHashMap<String, Object>();
    members.put("client_id", client.id());
    members.put("client_id_issued_at", client.since().getEpochSecond());
    members.put("client_name", client.name());
    members.put("redirect_uris", client.redirectUris());
    members.put("grant_types", List.of("authorization_code", "refresh_token"));
    members.put("response_types", List.of("code"));
    if (metadata.get("application_type") instanceof String type
        && (type.equals("native") || type.equals("web"))) {
      members.put("application_type", type);
    }
    if (secret.isEmpty()) {
      members.put("token_endpoint_auth_method", "none");
    } else {
      members.put(
          "token_endpoint_auth_method", String.valueOf(metadata.get("token_endpoint_auth_method")));
      members.put("client_secret", secret);
      members.put("client_secret_expires_at", 0);
    }
    return Reply.json(201, JSONObjectUtils.toJSONString(members)).anyOrigin();
  }

  private static List<String> strings(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }

  private static Reply error(int status, String code, String description) {
    var members = new LinkedHashMap<String, Object>();
    members.put("error", code);
    members.put("error_description", description);
    return Reply.json(status, JSONObjectUtils.toJSONString(members)).anyOrigin();
  }
}
