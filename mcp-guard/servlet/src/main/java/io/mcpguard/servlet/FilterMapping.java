package io.mcpguard.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a container lets the filter stand. Its patterns are relative to the context path (Jakarta
 * Servlet 6.1 §12), the guard's paths are those of URLs: who takes the one for the other has a
 * servlet that answers without a guard.
 */
record FilterMapping(String contextPath, Collection<String> patterns) {

  /** Empty where the container does not tell, as some do not of a filter it was given made. */
  static Optional<FilterMapping> of(FilterConfig config) {
    String contextPath = config.getServletContext().getContextPath();
    FilterRegistration registration =
        config.getServletContext().getFilterRegistration(config.getFilterName());
    return Optional.ofNullable(registration)
        .map(FilterRegistration::getUrlPatternMappings)
        .map(patterns -> new FilterMapping(contextPath, List.copyOf(patterns)));
  }

  /** Why requests for this path of a URL would not come through the filter, and the remedy. */
  Optional<String> fault(String path) {
    if (!isWithin(contextPath, path)) {
      return Optional.of(
          "the guard is of %s, and nothing beneath the context path %s is: deploy it there, or name another URL"
              .formatted(path, contextPath));
    }
    String within = path.substring(contextPath.length());
    return patterns.stream().anyMatch(pattern -> covers(pattern, within))
        ? Optional.empty()
        : Optional.of(
            "the guard is mapped to %s, so %s has none: map it to \"%s\" (patterns are without the context path \"%s\")"
                .formatted(patterns, path, within, contextPath));
  }

  private static boolean covers(String pattern, String path) {
    return pattern.equals(path)
        || (pattern.endsWith("/*") && isWithin(pattern.substring(0, pattern.length() - 2), path));
  }

  private static boolean isWithin(String beginning, String path) {
    return (path + "/").startsWith(beginning + "/");
  }
}
