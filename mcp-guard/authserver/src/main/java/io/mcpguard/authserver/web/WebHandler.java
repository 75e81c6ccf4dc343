package io.mcpguard.authserver.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

  private final Map<String, Endpoint> endpoints;

  public WebHandler(Map<String, Endpoint> endpoints) {
    this.endpoints = Map.copyOf(endpoints);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    Endpoint endpoint = endpoints.get(path);
    if (endpoint == null) {
      return false;
    }
    write(answer(endpoint, request, path), request, response, callback);
    return true;
  }

  private static Reply answer(Endpoint endpoint, Request request, String path) throws IOException {
    Optional<String> body = body(request);
    Optional<Parameters> query = Parameters.parse(rawQuery(request));
    if (body.isEmpty()) {
      return Reply.empty(413);
    }
    if (query.isEmpty()) {
      return Reply.empty(400);
    }
    var call =
        new Call(
            request.getMethod(),
            path,
            query.get(),
            body.get(),
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

  /**
   * Nothing when it is larger than {@link Call#LARGEST_BODY}; text that is no UTF-8 counts as
   * empty.
   */
  private static Optional<String> body(Request request) throws IOException {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] bytes = in.readNBytes(Call.LARGEST_BODY + 1);
      if (bytes.length > Call.LARGEST_BODY) {
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.of("");
    }
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
