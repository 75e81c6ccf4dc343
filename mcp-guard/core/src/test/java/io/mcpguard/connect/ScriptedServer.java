package io.mcpguard.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpguard.http.Destination;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An MCP server, its authorization server and the browser of its user, all of which do as a client
 * expects until a test says otherwise. It checks nothing but that the newest token is presented.
 */
final class ScriptedServer implements WebBrowser, AutoCloseable {
  private static final String ROOT = "/.well-known/oauth-protected-resource";

  private static final HttpClient BROWSER = HttpClient.newHttpClient();

  private final HttpServer http;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final List<URI> opened = new CopyOnWriteArrayList<>();
  private final AtomicInteger issued = new AtomicInteger();
  private final ObjectNode resource = Json.object();
  private final ObjectNode issuer = Json.object();
  private volatile UnaryOperator<Map<String, String>> redirected = UnaryOperator.identity();
  private volatile Function<Seen, Reply> tokens = this::issue;
  private volatile Function<Seen, Reply> mcp = this::answer;
  private volatile String access = "";
  private volatile String described = ROOT + "/mcp";

  /** A request as it came. */
  record Seen(String method, String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    JsonNode json() {
      return Json.read(body);
    }

    Map<String, String> form() {
      return Form.read(body);
    }

    /** A field of its form; empty text where it has none. */
    String field(String name) {
      return form().getOrDefault(name, "");
    }

    /** The claims of its DPoP proof, unverified. */
    JsonNode proof() {
      return Json.read(
          new String(
              Base64.getUrlDecoder().decode(header("dpop").split("\\.", -1)[1]),
              StandardCharsets.UTF_8));
    }
  }

  /** An answer; its body may be events that are written one by one. */
  record Reply(int status, Map<String, String> headers, String body) {
    static Reply json(int status, String body) {
      return new Reply(status, Map.of("Content-Type", "application/json"), body);
    }

    static Reply events(String body) {
      return new Reply(200, Map.of("Content-Type", "text/event-stream"), body);
    }

    static Reply empty(int status) {
      return new Reply(status, Map.of(), "");
    }

    Reply with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body);
    }
  }

  ScriptedServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::exchange);
    http.start();
    resource.put("resource", url("/mcp"));
    resource.putArray("authorization_servers").add(url(""));
    issuer
        .put("issuer", url(""))
        .put("authorization_endpoint", url("/authorize"))
        .put("token_endpoint", url("/token"))
        .put("registration_endpoint", url("/register"))
        .put("authorization_response_iss_parameter_supported", true);
    issuer.putArray("code_challenge_methods_supported").add("S256");
    issuer.putArray("dpop_signing_alg_values_supported").add("ES256");
  }

  String url(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  Destination endpoint() {
    try {
      return Destination.of(url("/mcp"));
    } catch (UrlRefused e) {
      throw new IllegalStateException(e);
    }
  }

  /** The protected resource metadata stand at the root of the host, and no challenge names them. */
  void describedAtTheRoot() {
    described = ROOT;
  }

  /** The protected resource metadata, to be spoiled. */
  ObjectNode resource() {
    return resource;
  }

  /** The authorization server metadata, to be spoiled. */
  ObjectNode issuer() {
    return issuer;
  }

  /** Spoils what the browser brings back; no parameters at all keep it from coming. */
  void redirecting(UnaryOperator<Map<String, String>> spoiled) {
    redirected = spoiled;
  }

  /** Answers token requests so. */
  void issuing(Function<Seen, Reply> answers) {
    tokens = answers;
  }

  /** Answers at the MCP endpoint so. */
  void answering(Function<Seen, Reply> answers) {
    mcp = answers;
  }

  /** What came to this path, oldest first. */
  List<Seen> at(String path) {
    return seen.stream().filter(one -> one.path().equals(path)).toList();
  }

  /** The requests of this MCP method, oldest first. */
  List<Seen> of(String method) {
    return at("/mcp").stream()
        .filter(one -> one.method().equals("POST"))
        .filter(one -> one.json().path("method").asText().equals(method))
        .toList();
  }

  /** The authorization requests that were shown, oldest first, as their parameters. */
  List<Map<String, String>> logins() {
    return opened.stream().map(url -> Form.read(url.getRawQuery())).toList();
  }

  /** The tokens are refused from now on. */
  void forgetToken() {
    access = "forgotten";
  }

  Reply challenged(int status, String parameters) {
    return Reply.empty(status)
        .with(
            "WWW-Authenticate",
            (described.equals(ROOT)
                    ? "Bearer realm=\"mcp\""
                    : "Bearer resource_metadata=\"" + url(described) + "\"")
                + parameters);
  }

  /** Fresh tokens, as JSON. */
  ObjectNode fresh(String scope) {
    int number = issued.incrementAndGet();
    access = "access-" + number;
    return Json.object()
        .put("access_token", access)
        .put("token_type", "DPoP")
        .put("expires_in", 600)
        .put("refresh_token", "refresh-" + number)
        .put("scope", scope);
  }

  Reply issue(Seen request) {
    String scope = opened.isEmpty() ? "" : logins().getLast().getOrDefault("scope", "");
    return Reply.json(200, fresh(scope).toString());
  }

  Reply answer(Seen request) {
    if (!request.header("authorization").endsWith(" " + access) || access.isEmpty()) {
      return challenged(401, ", scope=\"a\"");
    }
    if (!request.method().equals("POST")) {
      return Reply.empty(request.method().equals("GET") ? 405 : 200);
    }
    JsonNode message = request.json();
    if (!message.has("id") || !message.has("method")) {
      return Reply.empty(202);
    }
    String result =
        message.path("method").asText().equals("initialize")
            ? "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"
            : "{\"ok\":true}";
    return Reply.json(200, result(message.get("id"), result)).with("Mcp-Session-Id", "s1");
  }

  static String result(JsonNode id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  @Override
  public void open(URI url) {
    opened.add(url);
    Thread.ofVirtual().start(() -> visit(url));
  }

  /** Opens a URL, as a page on this machine could. */
  static int get(String url) {
    try {
      return BROWSER
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private void visit(URI url) {
    Map<String, String> asked = Form.read(url.getRawQuery());
    Map<String, String> back = new LinkedHashMap<>();
    back.put("code", "code-1");
    back.put("state", asked.getOrDefault("state", ""));
    back.put("iss", url(""));
    back = redirected.apply(back);
    if (!back.isEmpty()) {
      get(asked.get("redirect_uri") + "?" + Form.of(back));
    }
  }

  private void exchange(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    Seen request =
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    seen.add(request);
    Reply reply = reply(request);
    reply.headers().forEach(exchange.getResponseHeaders()::add);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Reply reply(Seen request) {
    if (request.path().equals(described)) {
      return Reply.json(200, resource.toString());
    }
    return switch (request.path()) {
      case "/mcp" -> mcp.apply(request);
      case "/token" -> tokens.apply(request);
      case "/register" -> Reply.json(201, "{\"client_id\":\"registered\"}");
      case "/.well-known/oauth-authorization-server" -> Reply.json(200, issuer.toString());
      default -> Reply.empty(404);
    };
  }

  /** The answers in turn, the last one for ever. */
  static Function<Seen, Reply> inTurn(List<Function<Seen, Reply>> answers) {
    List<Function<Seen, Reply>> left = new ArrayList<>(answers);
    return request -> {
      Function<Seen, Reply> next;
      synchronized (left) {
        next = left.size() > 1 ? left.removeFirst() : left.getFirst();
      }
      return next.apply(request);
    };
  }
}
