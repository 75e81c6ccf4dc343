package io.mcpguard.server.config;

import io.mcpguard.ratelimit.QuotaRule;
import java.util.ArrayList;
import java.util.List;

/** Names quotas by their place in the file, as their problems do. */
final class QuotaNames {
  private QuotaNames() {}

  static Configuration number(Configuration c) {
    List<QuotaRule> named = new ArrayList<>();
    for (QuotaRule quota : c.quotas()) {
      named.add(
          new QuotaRule(
              "quotas[" + named.size() + "]",
              quota.per(),
              quota.tools(),
              quota.limit(),
              quota.window()));
    }
    return c.quotas(named);
  }
}
