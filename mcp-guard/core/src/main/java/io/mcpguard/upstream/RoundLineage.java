package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.delegation.Lineages;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.Lineage.Forebear;
import io.mcpguard.protocol.RunBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the next round of a call comes from, as it is kept in the state between the two. */
final class RoundLineage {
  private RoundLineage() {}

  /** Of the round after {@code call}. */
  static JsonText after(Call call) {
    Lineage next = Lineages.following(call);
    List<String> forebears = new ArrayList<>();
    for (Forebear forebear : next.forebears()) {
      forebears.add(forebear.clientId());
      forebears.add(forebear.name());
    }
    return JsonText.object()
        .put("run", next.run())
        .put("parent", next.parent())
        .put("root", next.rootKind().name())
        .put("forebears", forebears);
  }

  /** What {@link #after} wrote, which nobody could change since. */
  static Optional<Lineage> read(JsonObject sealed) {
    Optional<String> run = sealed.string("run");
    Optional<String> parent = sealed.string("parent");
    Optional<String> root = sealed.string("root");
    return run.isEmpty() || parent.isEmpty() || root.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Lineage(
                run.get(),
                new RunBinding.Parent(),
                new Lineage.Descent.Child(
                    parent.get(), Lineage.RootKind.valueOf(root.get()), forebears(sealed))));
  }

  private static List<Forebear> forebears(JsonObject sealed) {
    List<? extends JsonValue> texts =
        sealed.array("forebears").map(JsonArray::values).orElse(List.of());
    List<Forebear> forebears = new ArrayList<>();
    for (int i = 0; i + 1 < texts.size(); i += 2) {
      forebears.add(new Forebear(text(texts.get(i)), text(texts.get(i + 1))));
    }
    return forebears;
  }

  private static String text(JsonValue value) {
    return ((JsonString) value).value();
  }
}
