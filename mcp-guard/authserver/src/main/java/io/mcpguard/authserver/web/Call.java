package io.mcpguard.authserver.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request, wholly read.
 *
 * @param method such as {@code GET}
 * @param path decoded, without query
 * @param query parameters of the query
 * @param body at most {@link #LARGEST_BODY} bytes, as UTF-8 text
 * @param headers values by lower-case name
 * @param source the peer's address, without port
 */
public record Call(
    String method,
    String path,
    Parameters query,
    String body,
    Map<String, List<String>> headers,
    String source) {

  /** The largest body that is read, in bytes. */
  public static final int LARGEST_BODY = 64 * 1024;

  /** The body's parameters; nothing when it is no form. */
  public Optional<Parameters> form() {
    return isOf("application/x-www-form-urlencoded") ? Parameters.parse(body) : Optional.empty();
  }

  /** Whether the body says that it is of this media type, whatever its parameters. */
  public boolean isOf(String mediaType) {
    return header("content-type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(mediaType::equals)
        .isPresent();
  }

  /** The value of a header that is there once. */
  public Optional<String> header(String lowerCaseName) {
    List<String> all = headers.getOrDefault(lowerCaseName, List.of());
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  /**
   * The value of a cookie; nothing where two have the name, since one of them is somebody else's.
   */
  public Optional<String> cookie(String name) {
    List<String> found =
        headers.getOrDefault("cookie", List.of()).stream()
            .flatMap(line -> List.of(line.split(";", 64)).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(name + "="))
            .map(pair -> pair.substring(name.length() + 1))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
