package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.proxy.GuardAccess;
import io.mcpguard.storage.StoreUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pins in a data directory; absent where there is no such directory or it cannot be read. */
final class StoredPins implements PinnedTools {
  @Override
  public Pins read(Configuration configuration) {
    GuardAccess access = new GuardAccess(configuration);
    if (!access.hasState()) {
      return new Pins.Absent();
    }
    try {
      return pins(access.ask(AdminRequest.of(Operation.PINS_LIST)));
    } catch (IOException | StoreUnavailable unreadable) {
      return new Pins.Absent();
    }
  }

  private static Pins pins(AdminAnswer answer) {
    Map<String, List<String>> tools =
        answer.rows().stream()
            .filter(row -> !row.getOrDefault("accepted", "").isEmpty())
            .collect(
                Collectors.groupingBy(
                    row -> row.getOrDefault("upstream", ""),
                    Collectors.mapping(
                        row -> row.getOrDefault("tool", ""), Collectors.toUnmodifiableList())));
    return tools.isEmpty() ? new Pins.Absent() : new Pins.Known(tools);
  }
}
