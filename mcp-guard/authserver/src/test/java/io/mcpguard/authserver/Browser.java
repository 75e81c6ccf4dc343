package io.mcpguard.authserver;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a browser does without scripts: keeps cookies, follows our redirects, sends forms. */
final class Browser {
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final URI origin;
  private String end = "30d";

  Browser(URI origin) {
    this.origin = origin;
  }

  /** From now on this end is chosen on a consent page, whether the page offers it or not. */
  Browser choosing(String other) {
    this.end = other;
    return this;
  }

  /** Gets a page, following redirects that stay with us. */
  HttpResponse<String> open(URI url) throws Exception {
    return follow(send(HttpRequest.newBuilder(url).GET()));
  }

  HttpResponse<String> open(String path) throws Exception {
    return open(URI.create(origin + path));
  }

  /** Sends a form of the page, with its hidden fields, and follows redirects that stay with us. */
  HttpResponse<String> submit(HttpResponse<String> page, String path, List<String> fields)
      throws Exception {
    var all = new ArrayList<>(hidden(page));
    all.addAll(fields);
    return post(path, String.join("&", all));
  }

  HttpResponse<String> post(String path, String form) throws Exception {
    return follow(
        send(
            HttpRequest.newBuilder(URI.create(origin + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin.toString())
                .POST(HttpRequest.BodyPublishers.ofString(form))));
  }

  HttpResponse<String> signIn(HttpResponse<String> page) throws Exception {
    return submit(
        page,
        "/oauth/login",
        List.of(field("username", "alice"), field("password", House.PASSWORD)));
  }

  HttpResponse<String> allow(HttpResponse<String> page, String... scopes) throws Exception {
    var fields = new ArrayList<String>();
    for (String scope : scopes) {
      fields.add(field("scope", scope));
    }
    fields.add(field("end", end));
    fields.add("decision=allow");
    return submit(page, "/oauth/consent", fields);
  }

  static List<String> hidden(HttpResponse<String> page) {
    Matcher inputs = HIDDEN.matcher(page.body());
    return inputs.results().map(input -> field(input.group(1), input.group(2))).toList();
  }

  static String field(String name, String value) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  Map<String, String> cookies() {
    return cookies;
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> response =
        HTTP.send(
            request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    for (String line : response.headers().allValues("Set-Cookie")) {
      String pair = line.split(";", 2)[0];
      cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return response;
  }

  private HttpResponse<String> follow(HttpResponse<String> response) throws Exception {
    String location = response.headers().firstValue("Location").orElse("");
    return location.startsWith(origin + "/") ? open(URI.create(location)) : response;
  }
}
