package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.testkit.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An agent that gets its access token as any MCP client does: metadata, dynamic registration, PKCE,
 * a person's login and consent.
 */
final class AgentLogin {
  private static final String REDIRECT = "http://127.0.0.1:1/callback";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final SecureRandom random;

  AgentLogin(SecureRandom random) {
    this.random = random;
  }

  /** An access token for {@code endpoint}, granted by the person at {@code browser}. */
  String accessToken(URI endpoint, Browser browser) throws IOException, InterruptedException {
    JsonObject server = get(endpoint.resolve("/.well-known/oauth-authorization-server"));
    String client = register(text(server, "registration_endpoint"));
    String verifier = randomText();
    String query =
        form(
            Map.of(
                "response_type",
                "code",
                "client_id",
                client,
                "redirect_uri",
                REDIRECT,
                "scope",
                GuardConfiguration.SCOPE,
                "resource",
                endpoint.toString(),
                "state",
                randomText(),
                "code_challenge",
                challenge(verifier),
                "code_challenge_method",
                "S256"));
    URI end = browser.visit(URI.create(text(server, "authorization_endpoint") + "?" + query));
    String body =
        form(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code(end),
                "client_id",
                client,
                "redirect_uri",
                REDIRECT,
                "resource",
                endpoint.toString(),
                "code_verifier",
                verifier));
    return text(
        post(text(server, "token_endpoint"), "application/x-www-form-urlencoded", body),
        "access_token");
  }

  private String register(String endpoint) throws IOException, InterruptedException {
    String body =
        """
        {"client_name":"load","redirect_uris":["%s"],"token_endpoint_auth_method":"none",\
        "grant_types":["authorization_code"],"response_types":["code"]}\
        """
            .formatted(REDIRECT);
    return text(post(endpoint, "application/json", body), "client_id");
  }

  private static String code(URI end) throws IOException {
    return Arrays.stream(end.getRawQuery().split("&", -1))
        .filter(part -> part.startsWith("code="))
        .map(part -> URLDecoder.decode(part.substring("code=".length()), UTF_8))
        .findFirst()
        .orElseThrow(() -> new IOException("the login ended without a code"));
  }

  private String randomText() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** RFC 7636 §4.2. */
  private static String challenge(String verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a JDK without SHA-256", impossible);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  private JsonObject get(URI url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url).GET());
  }

  private JsonObject post(String url, String type, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonObject send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.uri() + " answered " + answer.statusCode());
    }
    try {
      return (JsonObject) JsonDocument.read(answer.body(), ReadRules.answer()).root();
    } catch (MalformedJson e) {
      throw new IOException(answer.uri() + " answered no JSON", e);
    }
  }

  private static String text(JsonObject object, String member) throws IOException {
    return object.string(member).orElseThrow(() -> new IOException("the answer lacks " + member));
  }
}
