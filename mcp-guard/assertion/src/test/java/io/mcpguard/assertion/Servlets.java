package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request and its answer without a container: what the filter asks of both, and nothing else. */
final class Servlets {
  final Map<String, @Nullable Object> attributes = new HashMap<>();
  final Map<String, Object> answered = new HashMap<>();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private String method = "POST";
  private DispatcherType dispatcher = DispatcherType.REQUEST;
  private List<String> tokens = List.of();
  private byte[] body = {};

  Servlets method(String name) {
    method = name;
    return this;
  }

  Servlets dispatchedAs(DispatcherType type) {
    dispatcher = type;
    return this;
  }

  Servlets tokens(String... values) {
    tokens = List.of(values);
    return this;
  }

  Servlets body(String text) {
    body = text.getBytes(UTF_8);
    return this;
  }

  HttpServletRequest request() {
    return proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getMethod" -> method;
              case "getDispatcherType" -> dispatcher;
              case "getInputStream" -> new BufferedBody(body);
              case "getHeaders" ->
                  Collections.enumeration(
                      AssertionFilter.HEADER.equals(arguments[0]) ? tokens : List.of());
              case "getAttribute" -> attributes.get(String.valueOf(arguments[0]));
              case "setAttribute" -> attributes.put(String.valueOf(arguments[0]), arguments[1]);
              case "removeAttribute" -> attributes.remove(String.valueOf(arguments[0]));
              default -> throw new UnsupportedOperationException(name);
            });
  }

  HttpServletResponse response() {
    return proxy(
        HttpServletResponse.class,
        (name, arguments) ->
            name.equals("getOutputStream")
                ? output()
                : answered.put(
                    name.equals("setHeader") ? String.valueOf(arguments[0]) : name,
                    arguments[arguments.length - 1]));
  }

  String answer() {
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
