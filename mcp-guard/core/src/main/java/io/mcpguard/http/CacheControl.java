package io.mcpguard.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code Cache-Control} field lets a cache of many users do (RFC 9111 §5.2.2).
 *
 * @param freshFor how long the answer may be kept; zero if the field does not say
 * @param allowsStale whether the answer may be used later while its server cannot be asked
 */
record CacheControl(Duration freshFor, boolean allowsStale) {
  private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[,\\s])max-age=([0-9]{1,9})");
  private static final Pattern NOT_KEPT = Pattern.compile("(?i)no-store|no-cache|private");
  private static final Pattern NEVER_STALE =
      Pattern.compile("(?i)must-revalidate|proxy-revalidate|s-maxage");

  static CacheControl of(String field) {
    boolean kept = !NOT_KEPT.matcher(field).find();
    Matcher maxAge = MAX_AGE.matcher(field);
    return new CacheControl(
        kept && maxAge.find() ? Duration.ofSeconds(Long.parseLong(maxAge.group(1))) : Duration.ZERO,
        kept && !NEVER_STALE.matcher(field).find());
  }
}
