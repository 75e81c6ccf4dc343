package io.mcpguard.authserver.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mounts endpoints on Jetty by exact path; other paths are left to the next handler. */
public final class WebHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(WebHandler.class);

  private static final Duration BODY_TIME = Duration.ofSeconds(10);

  private final Map<String, Endpoint> endpoints;
  private final BodyReader bodies;

  /** Mounts {@code endpoints}; a body has ten seconds to come. */
  public WebHandler(Map<String, Endpoint> endpoints) {
    this(endpoints, BODY_TIME);
  }

  WebHandler(Map<String, Endpoint> endpoints, Duration bodyTime) {
    this(endpoints, new BodyReader(Call.LARGEST_BODY, bodyTime));
  }

  WebHandler(Map<String, Endpoint> endpoints, BodyReader bodies) {
    this.endpoints = Map.copyOf(endpoints);
    this.bodies = bodies;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    Endpoint endpoint = endpoints.get(path);
    if (endpoint == null) {
      return false;
    }
    Reply reply =
        switch (bodies.read(request)) {
          case BodyReader.Body.TooLarge large -> Reply.empty(413);
          // RFC 9110 §15.5.9: with 408 the server means to close the connection.
          case BodyReader.Body.TooSlow slow -> Reply.empty(408).with("Connection", "close");
          case BodyReader.Body.NoRoom full -> Reply.empty(503).with("Retry-After", "10");
          case BodyReader.Body.Whole body -> {
            try {
              yield answer(endpoint, request, path, body.text());
            } finally {
              bodies.done(body);
            }
          }
        };
    write(reply, request, response, callback);
    return true;
  }

  private static Reply answer(Endpoint endpoint, Request request, String path, String body) {
    Optional<Parameters> query = Parameters.parse(rawQuery(request));
    if (query.isEmpty()) {
      return Reply.empty(400);
    }
    var call =
        new Call(
            request.getMethod(),
            path,
            query.get(),
            body,
            headers(request),
            Request.getRemoteAddr(request));
    try {
      return endpoint.answer(call);
    } catch (RuntimeException unforeseen) {
      LOG.error("{} {} failed", call.method(), path, unforeseen);
      return Reply.empty(500);
    }
  }

  private static String rawQuery(Request request) {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  private static Map<String, List<String>> headers(Request request) {
    var headers = new HashMap<String, List<String>>();
    for (HttpField field : request.getHeaders()) {
      headers.merge(
          field.getName().toLowerCase(Locale.ROOT),
          List.of(String.valueOf(field.getValue())),
          (before, more) ->
              java.util.stream.Stream.concat(before.stream(), more.stream()).toList());
    }
    return headers;
  }

  private static void write(Reply reply, Request request, Response response, Callback callback) {
    response.setStatus(reply.status());
    reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    boolean head = "HEAD".equals(request.getMethod());
    Content.Sink.write(response, true, head ? "" : reply.body(), callback);
  }
}
