package io.mcpguard.oauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A challenge of {@code WWW-Authenticate} as a client receives it (RFC 9110 §11.6.1). The server
 * wrote every character of it.
 *
 * @param scheme in lower case
 * @param parameters by name in lower case; of one that is repeated the first
 */
public record ReceivedChallenge(String scheme, Map<String, String> parameters) {
  private static final int LONGEST = 16 * 1024;
  private static final int MOST = 16;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern SEPARATOR = Pattern.compile("[ \\t,]*");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "("
              + TOKEN
              + ")[ \\t]*=[ \\t]*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|("
              + TOKEN
              + "))"
              + "(?=[ \\t]*(?:,|$))");
  private static final Pattern SCHEME =
      Pattern.compile(
          "(" + TOKEN + ")(?=[ \\t,]|$)(?:[ \\t]+[-A-Za-z0-9._~+/]+=*(?=[ \\t]*(?:,|$)))?");

  public ReceivedChallenge {
    parameters = Map.copyOf(parameters);
  }

  /** All challenges of an answer, in order; what follows the first malformed one is dropped. */
  public static List<ReceivedChallenge> read(List<String> values) {
    List<ReceivedChallenge> all = new ArrayList<>();
    String text = String.join(", ", values);
    if (text.length() > LONGEST) {
      return all;
    }
    int at = 0;
    String scheme = "";
    Map<String, String> parameters = new LinkedHashMap<>();
    while (all.size() < MOST) {
      at = skip(text, at);
      Matcher parameter = PARAMETER.matcher(text).region(at, text.length());
      Matcher next = SCHEME.matcher(text).region(at, text.length());
      if (!scheme.isEmpty() && parameter.lookingAt()) {
        parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value(parameter));
        at = parameter.end();
      } else if (next.lookingAt()) {
        add(all, scheme, parameters);
        scheme = next.group(1).toLowerCase(Locale.ROOT);
        parameters = new LinkedHashMap<>();
        at = next.end();
      } else {
        break;
      }
    }
    add(all, scheme, parameters);
    return all;
  }

  /** The first challenge with this error code, whichever scheme it is of. */
  public static Optional<ReceivedChallenge> withError(
      List<ReceivedChallenge> challenges, Challenge.ErrorCode error) {
    return challenges.stream().filter(one -> one.get("error").equals(error.code())).findFirst();
  }

  /** A parameter; empty text where it is not there. */
  public String get(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The scopes it names; none where it names none, or not as RFC 6749 §3.3 spells them. */
  public Scopes scope() {
    return Scopes.parse(get("scope")).orElse(Scopes.none());
  }

  private static void add(
      List<ReceivedChallenge> all, String scheme, Map<String, String> parameters) {
    if (!scheme.isEmpty()) {
      all.add(new ReceivedChallenge(scheme, parameters));
    }
  }

  private static int skip(String text, int from) {
    Matcher separator = SEPARATOR.matcher(text).region(from, text.length());
    return separator.lookingAt() ? separator.end() : from;
  }

  private static String value(Matcher parameter) {
    String quoted = parameter.group(2);
    return quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
  }
}
