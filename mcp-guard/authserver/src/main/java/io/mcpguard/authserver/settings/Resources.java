package io.mcpguard.authserver.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The resources tokens can be for, and which one is meant when a client names none. */
public final class Resources {
  private final List<ProtectedResource> all;
  private final List<ProtectedResource> fallback;

  private Resources(List<ProtectedResource> all, List<ProtectedResource> fallback) {
    this.all = List.copyOf(all);
    this.fallback = fallback;
  }

  /** These resources; one alone is its own default, of several none is. */
  public static Resources of(List<ProtectedResource> all) {
    return new Resources(all, all.size() == 1 ? List.copyOf(all) : List.of());
  }

  /** The same and one more, which is nobody's default. */
  public Resources and(ProtectedResource more) {
    List<ProtectedResource> both = new ArrayList<>(all);
    both.add(more);
    return new Resources(both, fallback);
  }

  /**
   * The same with a default for clients that name no resource (2025-03-26).
   *
   * @throws IllegalArgumentException when it is none of them
   */
  public Resources withDefault(URI uri) {
    return new Resources(
        all,
        List.of(
            find(uri.toString())
                .orElseThrow(() ->
                    new IllegalArgumentException("default-resource: name one of the upstreams"))));
  }

  /** All of them. */
  public List<ProtectedResource> all() {
    return all;
  }

  /**
   * The one resource that is meant.
   *
   * @param asked the values of {@code resource}; none means the default
   * @return nothing for an unknown one, for two different ones, and where there is no default:
   *     {@code invalid_target} (RFC 8707 §2)
   */
  public Optional<ProtectedResource> resolve(List<String> asked) {
    if (asked.isEmpty()) {
      return fallback.stream().findFirst();
    }
    List<Optional<ProtectedResource>> found = asked.stream().map(this::find).distinct().toList();
    return found.size() == 1 ? found.getFirst() : Optional.empty();
  }

  private Optional<ProtectedResource> find(String asked) {
    String canonical = canonical(asked);
    return all.stream()
        .filter(resource -> canonical(resource.uri().toString()).equals(canonical))
        .findFirst();
  }

  /** Lower-case scheme and host, no trailing slash: spellings that clients make of the same URL. */
  private static String canonical(String uri) {
    String trimmed = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    int authority = trimmed.indexOf("://");
    int path = authority < 0 ? -1 : trimmed.indexOf('/', authority + 3);
    int end = path < 0 ? trimmed.length() : path;
    return trimmed.substring(0, end).toLowerCase(Locale.ROOT) + trimmed.substring(end);
  }
}
