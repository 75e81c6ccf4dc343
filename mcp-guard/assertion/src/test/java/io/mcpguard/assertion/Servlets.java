package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request and its answer without a container: what the filter asks of both, and nothing else. */
public final class Servlets {
  final Map<String, @Nullable Object> attributes = new HashMap<>();
  public final Map<String, Object> answered = new HashMap<>();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private String method = "POST";
  private DispatcherType dispatcher = DispatcherType.REQUEST;
  private final Map<String, List<String>> headers = new HashMap<>();
  private String path = "/mcp";
  private @Nullable String query;
  private byte[] body = {};

  public Servlets method(String name) {
    method = name;
    return this;
  }

  public Servlets dispatchedAs(DispatcherType type) {
    dispatcher = type;
    return this;
  }

  Servlets tokens(String... values) {
    return header(AssertionFilter.HEADER, List.of(values));
  }

  /** The lines of one field; its name in the case in which it is asked for. */
  public Servlets header(String name, List<String> lines) {
    headers.put(name, lines);
    return this;
  }

  /** Where the request goes, with {@code ?} and the query where it has one. */
  public Servlets target(String pathAndQuery) {
    int mark = pathAndQuery.indexOf('?');
    path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
    return this;
  }

  public Servlets body(String text) {
    body = text.getBytes(UTF_8);
    return this;
  }

  public HttpServletRequest request() {
    return proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getMethod" -> method;
              case "getDispatcherType" -> dispatcher;
              case "getInputStream" -> new BufferedBody(body);
              case "getHeaders" ->
                  Collections.enumeration(
                      headers.getOrDefault(String.valueOf(arguments[0]), List.of()));
              case "startAsync" -> null;
              case "getRequestURI" -> path;
              case "getQueryString" -> query;
              case "getAttribute" -> attributes.get(String.valueOf(arguments[0]));
              case "setAttribute" -> attributes.put(String.valueOf(arguments[0]), arguments[1]);
              case "removeAttribute" -> attributes.remove(String.valueOf(arguments[0]));
              default -> throw new UnsupportedOperationException(name);
            });
  }

  public HttpServletResponse response() {
    return proxy(
        HttpServletResponse.class,
        (name, arguments) ->
            switch (name) {
              case "getOutputStream" -> output();
              case "getWriter" -> new PrintWriter(written());
              case "getContentType" -> answered.get("setContentType");
              case "getCharacterEncoding" -> UTF_8.name();
              case "getStatus" -> answered.getOrDefault("setStatus", 200);
              default ->
                  answered.put(
                      name.equals("setHeader") ? String.valueOf(arguments[0]) : name,
                      arguments.length == 0 ? "done" : arguments[arguments.length - 1]);
            });
  }

  public String answer() {
    return answer.toString(UTF_8);
  }

  private interface Behaviour {
    @Nullable Object call(String name, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) ->
                behaviour.call(called.getName(), arguments == null ? new Object[0] : arguments)));
  }

  /** What is written counts at once. */
  private Writer written() {
    return new Writer() {
      @Override
      public void write(char[] from, int offset, int length) {
        answer.writeBytes(new String(from, offset, length).getBytes(UTF_8));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private ServletOutputStream output() {
    return new ServletOutputStream() {
      @Override
      public void write(int next) {
        answer.write(next);
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
