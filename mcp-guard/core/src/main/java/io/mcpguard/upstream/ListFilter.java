package io.mcpguard.upstream;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.ToolDefinition;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves in a list only what its reader could call, or could come to call by a step-up; what stays,
 * stays byte for byte.
 */
final class ListFilter {
  private static final Logger LOG = LoggerFactory.getLogger(ListFilter.class);

  private final Catalog catalog;
  private final Authorization authorization;
  private final Eras eras;

  /** Filters by what {@code authorization} would say with the arguments left open. */
  ListFilter(Catalog catalog, Authorization authorization, Eras eras) {
    this.catalog = catalog;
    this.authorization = authorization;
    this.eras = eras;
  }

  /** The edits that filter a list's {@code result}; nothing where it holds no list of its kind. */
  Optional<Splices> filter(
      McpMethod method,
      Delegated caller,
      Upstream upstream,
      JsonDocument document,
      JsonObject result) {
    Optional<JsonArray> list = method.listed().flatMap(result::array);
    if (list.isEmpty()) {
      return Optional.empty();
    }
    List<byte[]> kept = new ArrayList<>();
    for (JsonValue entry : list.get().values()) {
      if (entry instanceof JsonObject definition) {
        keep(method, caller, upstream, document, definition).ifPresent(kept::add);
      }
    }
    Splices edits = OwnMeta.strip(result, Splices.of(document));
    return Optional.of(edits.replace(list.get(), array(kept)));
  }

  private Optional<byte[]> keep(
      McpMethod method,
      Delegated caller,
      Upstream upstream,
      JsonDocument document,
      JsonObject definition) {
    Optional<Target> target = target(method, definition);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    if (target.get() instanceof Target.Tool tool && !see(upstream, tool.name(), definition)) {
      return Optional.empty();
    }
    return switch (authorization.visibility(caller, upstream, target.get())) {
      case Visibility.Callable callable ->
          Optional.of(edited(document, definition, Optional.empty()));
      case Visibility.Reachable reachable ->
          Optional.of(edited(document, definition, Optional.of(reachable.needed().toString())));
      case Visibility.OutOfReach out -> Optional.empty();
    };
  }

  /** Learns a tool's definition, where it is valid and has a digest. */
  private boolean see(Upstream upstream, String tool, JsonObject definition) {
    Era era = eras.of(upstream.name()).orElse(Era.LEGACY);
    if (!SeenTools.isRepeatable(era, definition)) {
      if (catalog.forget(upstream.name(), tool)) {
        LOG.warn(Contact.UNREPEATABLE, upstream.name(), SeenTools.shown(tool));
      }
      return false;
    }
    Optional<String> digest = ToolDefinition.digest(definition);
    digest.ifPresent(known -> {
      catalog.interfaces().see(upstream.name(), tool, known, definition);
      catalog.see(upstream.name(), tool, known);
    });
    if (digest.isEmpty() && catalog.forget(upstream.name(), tool)) {
      LOG.warn(Contact.UNPINNABLE, upstream.name(), SeenTools.shown(tool));
    }
    return digest.isPresent();
  }

  private static Optional<Target> target(McpMethod method, JsonObject definition) {
    return switch (method) {
      case TOOLS_LIST -> definition.string("name").map(name -> new Target.Tool(name, definition));
      case PROMPTS_LIST ->
          definition.string("name").map(name -> new Target.Prompt(name, definition));
      case RESOURCES_LIST -> definition.string("uri").map(Target.Resource::new);
      case RESOURCE_TEMPLATES_LIST -> definition.string("uriTemplate").map(Target.Template::new);
      case INITIALIZE,
          PING,
          SET_LEVEL,
          DISCOVER,
          TOOLS_CALL,
          RESOURCES_READ,
          RESOURCES_SUBSCRIBE,
          RESOURCES_UNSUBSCRIBE,
          PROMPTS_GET,
          COMPLETE,
          TASKS_GET,
          TASKS_CANCEL,
          TASKS_UPDATE,
          TASKS_RESULT,
          LISTEN,
          INITIALIZED,
          CANCELLED,
          PROGRESS,
          ROOTS_CHANGED ->
          Optional.empty();
    };
  }

  /** One entry as it came, but for what pretends to be ours and the scope that is missing. */
  private static byte[] edited(
      JsonDocument document, JsonObject definition, Optional<String> needs) {
    byte[] raw = document.slice(definition);
    if (needs.isEmpty() && !OwnMeta.isIn(definition)) {
      return raw;
    }
    JsonDocument alone = ServerMessage.reread(raw);
    JsonObject root = (JsonObject) alone.root();
    Splices edits = OwnMeta.strip(root, Splices.of(alone));
    needs.ifPresent(scope -> mark(root, scope, edits));
    return edits.apply();
  }

  private static void mark(JsonObject root, String scope, Splices edits) {
    byte[] text = new ByteSink(scope.length() + 2).string(scope).toBytes();
    root.object("_meta")
        .ifPresentOrElse(
            meta -> edits.set(meta, OwnMeta.NEEDS_SCOPE, text),
            () ->
                edits.set(root, "_meta", JsonText.object().raw(OwnMeta.NEEDS_SCOPE, text).bytes()));
  }

  private static byte[] array(List<byte[]> entries) {
    ByteSink out = new ByteSink(entries.stream().mapToInt(e -> e.length + 1).sum() + 2);
    out.put('[');
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.put(entries.get(i));
    }
    return out.put(']').toBytes();
  }
}
