package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An agent as OAuth sees it: a public client that logs a person in by authorization code and PKCE
 * S256 (RFC 6749 §4.1, RFC 7636), registered beforehand or by itself (RFC 7591). It sends what a
 * test says and checks nothing.
 */
public final class ScriptedAgent {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /** What the token endpoint answered. */
  public record TokenAnswer(int status, JsonNode body) {
    /** The access token, or an empty text. */
    public String access() {
      return body.path("access_token").asText();
    }

    /** The refresh token, or an empty text. */
    public String refresh() {
      return body.path("refresh_token").asText();
    }

    /** The OAuth error code, or an empty text. */
    public String error() {
      return body.path("error").asText();
    }

    @Override
    public String toString() {
      return "TokenAnswer[" + status + ", redacted]";
    }
  }

  /** An authorization request that was begun: where to send the person, and what only we know. */
  public record Begun(URI url, String verifier, String state) {}

  private final JsonNode metadata;
  private final String clientId;
  private final URI redirect;
  private final Prover prover;

  private ScriptedAgent(JsonNode metadata, String clientId, URI redirect) {
    this(metadata, clientId, redirect, Prover.none());
  }

  private ScriptedAgent(JsonNode metadata, String clientId, URI redirect, Prover prover) {
    this.metadata = metadata;
    this.clientId = clientId;
    this.redirect = redirect;
    this.prover = prover;
  }

  /** The same agent with a key, to which its codes and tokens are bound (RFC 9449). */
  public ScriptedAgent provingBy(DpopKey key) {
    return new ScriptedAgent(
        metadata, clientId, redirect, Prover.of(key, "", InstantSource.system()));
  }

  /** An agent that the operator registered. */
  public static ScriptedAgent registered(URI issuer, String clientId, URI redirect)
      throws IOException, InterruptedException {
    return new ScriptedAgent(metadata(issuer), clientId, redirect);
  }

  /** An agent that registers itself now. */
  public static ScriptedAgent registering(URI issuer, String name, URI redirect)
      throws IOException, InterruptedException {
    JsonNode metadata = metadata(issuer);
    ObjectNode document = Json.object().put("client_name", name);
    document.putArray("redirect_uris").add(redirect.toString());
    document.put("token_endpoint_auth_method", "none");
    document.put("application_type", "native");
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(metadata.path("registration_endpoint").asText()))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(document)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IOException("registration answered " + answer.statusCode() + " " + answer.body());
    }
    return new ScriptedAgent(
        metadata, Json.read(answer.body()).path("client_id").asText(), redirect);
  }

  /** The authorization server's metadata (RFC 8414 §3), for an issuer without a path. */
  public static JsonNode metadata(URI issuer) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(issuer.resolve("/.well-known/oauth-authorization-server"))
                .timeout(PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("metadata answered " + answer.statusCode());
    }
    return Json.read(answer.body());
  }

  /** The name the authorization server knows the agent by. */
  public String clientId() {
    return clientId;
  }

  /** Begins a login for a resource; an empty scope asks for none. */
  public Begun begin(String resource, String scope) {
    String verifier = random();
    String state = random();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", clientId);
    query.put("redirect_uri", redirect.toString());
    query.put("state", state);
    query.put("code_challenge", challenge(verifier));
    query.put("code_challenge_method", "S256");
    putUnlessEmpty(query, "resource", resource);
    putUnlessEmpty(query, "scope", scope);
    prover.key().ifPresent(key -> query.put("dpop_jkt", key.thumbprint()));
    String endpoint = metadata.path("authorization_endpoint").asText();
    return new Begun(URI.create(endpoint + "?" + form(query)), verifier, state);
  }

  /** Logs a person in and returns what the token endpoint said. */
  public TokenAnswer login(Browser person, String resource, String scope)
      throws IOException, InterruptedException {
    Begun begun = begin(resource, scope);
    URI end = person.visit(begun.url());
    return redeem(begun, parameter(end, "code").orElse(""), resource);
  }

  /** Redeems a code. */
  public TokenAnswer redeem(Begun begun, String code, String resource)
      throws IOException, InterruptedException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "authorization_code");
    fields.put("code", code);
    fields.put("redirect_uri", redirect.toString());
    fields.put("client_id", clientId);
    fields.put("code_verifier", begun.verifier());
    putUnlessEmpty(fields, "resource", resource);
    return token(fields);
  }

  /** Redeems a refresh token. */
  public TokenAnswer refresh(String refreshToken) throws IOException, InterruptedException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "refresh_token");
    fields.put("refresh_token", refreshToken);
    fields.put("client_id", clientId);
    return token(fields);
  }

  /** Gives a token back (RFC 7009) and returns the HTTP status. */
  public int revoke(String token) throws IOException, InterruptedException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("token", token);
    fields.put("client_id", clientId);
    return post("revocation_endpoint", fields).statusCode();
  }

  /** A parameter of the URL a person was sent to in the end. */
  public static Optional<String> parameter(URI end, String name) {
    String query = Optional.ofNullable(end.getRawQuery()).orElse("");
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(
            URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  private TokenAnswer token(Map<String, String> fields) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("token_endpoint", fields);
    return new TokenAnswer(answer.statusCode(), Json.read(answer.body()));
  }

  private HttpResponse<String> post(String endpoint, Map<String, String> fields)
      throws IOException, InterruptedException {
    URI uri = URI.create(metadata.path(endpoint).asText());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(form(fields)));
    HttpResponse<String> answer = proven(request, uri);
    return prover.mustRepeat(answer) ? proven(request, uri) : answer;
  }

  private HttpResponse<String> proven(HttpRequest.Builder request, URI uri)
      throws IOException, InterruptedException {
    return HTTP.send(
        prover.prove(request, "POST", uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void putUnlessEmpty(Map<String, String> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
