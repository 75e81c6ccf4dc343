package io.mcpguard.servlet;

import io.mcpguard.http.Header;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Every header field the servlet sees: what the guard wrote, and the name it is asked by. */
final class ForwardedHeaders {
  private static final Header EITHER = new Header("Accept", "application/json, text/event-stream");
  private static final Header EVENTS = new Header("Accept", "text/event-stream");
  private static final Header JSON = new Header("Content-Type", "application/json");

  private final List<Header> headers;

  ForwardedHeaders(List<Header> headers, String host) {
    this.headers = Stream.concat(Stream.of(new Header("Host", host)), headers.stream()).toList();
  }

  static List<Header> post(List<Header> headers, int length) {
    List<Header> all = new ArrayList<>(headers);
    all.add(EITHER);
    all.add(JSON);
    all.add(new Header("Content-Length", Integer.toString(length)));
    return all;
  }

  static List<Header> get(List<Header> headers) {
    List<Header> all = new ArrayList<>(headers);
    all.add(EVENTS);
    return all;
  }

  List<String> values(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  Enumeration<String> names() {
    Set<String> names = new LinkedHashSet<>();
    headers.forEach(header -> names.add(header.name().toLowerCase(Locale.ROOT)));
    return Collections.enumeration(names);
  }
}
