package io.mcpguard.policy;

import dev.cel.runtime.CelVariableResolver;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The variables of a condition, made out of the query when they are asked for. */
record Variables(PolicyQuery query, Supplier<Map<String, Object>> arguments, Looks looks)
    implements CelVariableResolver {
  @Override
  public Optional<Object> find(String name) {
    looks.checkTime();
    return Optional.ofNullable(
        switch (name) {
          case "user" -> query.subject().user();
          case "agent" -> query.subject().agent();
          case "actors" -> query.subject().actors();
          case "server" -> query.target().server();
          case "tool" -> tool();
          case "now" -> query.circumstances().now();
          case "args" -> arguments.get();
          case "run" -> query.circumstances().run().stated();
          case "token" -> query.circumstances().token().stated();
          case "source" -> query.circumstances().source().stated();
          default -> null;
        });
  }

  /** Only a tool has a tool's name: a condition that asks for it elsewhere fails. */
  private @Nullable String tool() {
    return switch (query.target().kind()) {
      case TOOL -> query.target().name();
      case RESOURCE, PROMPT -> null;
    };
  }
}
