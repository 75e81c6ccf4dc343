package io.mcpguard.authserver;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The agent {@code agent-1} as a plain OAuth client, and the pieces of its requests. */
final class Agent1 {
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final House house;

  Agent1(House house) {
    this.house = house;
  }

  /** A request in which everything is right; spoil one thing of it. */
  Map<String, String> request() throws Exception {
    var request = new LinkedHashMap<String, String>();
    request.put("response_type", "code");
    request.put("client_id", "agent-1");
    request.put("redirect_uri", "http://127.0.0.1:49152/callback");
    request.put("scope", "files.read files.write");
    request.put("state", "s-1");
    request.put("resource", house.files().toString());
    request.put("code_challenge", challenge(VERIFIER));
    request.put("code_challenge_method", "S256");
    return request;
  }

  static String challenge(String verifier) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  URI url(Map<String, String> request) {
    return URI.create(house.issuer + "/oauth/authorize?" + encode(request));
  }

  /** The whole way to a code, with everything ticked. */
  String code(Browser browser) throws Exception {
    return code(browser, request());
  }

  /** The whole way to a code by this request. */
  String code(Browser browser, Map<String, String> request) throws Exception {
    HttpResponse<String> consent = browser.signIn(browser.open(url(request)));
    return parameters(browser.allow(consent, "files.read", "files.write")).text("code");
  }

  Map<String, String> redemption(String code) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("client_id", "agent-1");
    form.put("code", code);
    form.put("redirect_uri", "http://127.0.0.1:49152/callback");
    form.put("code_verifier", VERIFIER);
    form.put("resource", house.files().toString());
    return form;
  }

  Map<String, String> refresh(String token) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "refresh_token");
    form.put("client_id", "agent-1");
    form.put("refresh_token", token);
    return form;
  }

  HttpResponse<String> token(Map<String, String> form) throws Exception {
    return post("/oauth/token", encode(form));
  }

  HttpResponse<String> post(String path, String form, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(house.issuer + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(house.issuer + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> postJson(String path, String body) throws Exception {
    return postTyped(path, "application/json", body);
  }

  HttpResponse<String> postTyped(String path, String type, String body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(house.issuer + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static Members json(HttpResponse<String> response) throws Exception {
    return new Members(JSONObjectUtils.parse(response.body()));
  }

  /** The query of the redirect to the client. */
  static Members parameters(HttpResponse<String> redirect) {
    String location = redirect.headers().firstValue("Location").orElse("?none=");
    return new Members(
        Stream.of(location.substring(location.indexOf('?') + 1).split("&", -1))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0],
                    pair -> java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8))));
  }

  static String encode(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> Browser.field(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("&"));
  }
}
