package io.mcpguard.federation;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * One list out of those of all upstreams, a page of each at a time, in the order of their names. An
 * upstream that is absent is named in {@code _meta}.
 */
final class FederatedLists {
  private static final String ABSENT = "io.mcpguard/absent";

  /** What one page may hold; upstreams beyond it come with the next. */
  private static final int MOST_BYTES = 16 << 20;

  private static final int LONGEST_CURSOR = 4096;

  private final Cursors cursors;

  FederatedLists(Cursors cursors) {
    this.cursors = cursors;
  }

  /**
   * One page; empty where the request's cursor is not one of this caller's.
   *
   * @param nobody the answer where no upstream gave one
   */
  Optional<Answer> page(
      Delegated caller,
      McpMessage.Request request,
      RequestMeta meta,
      SequencedMap<String, StatelessEndpoint> upstreams,
      Supplier<Answer> nobody)
      throws InterruptedException {
    Optional<SequencedMap<String, String>> from = from(caller, request, upstreams);
    if (from.isEmpty()) {
      return Optional.empty();
    }
    SequencedMap<String, Callable<Answer>> questions = new LinkedHashMap<>();
    from.get()
        .forEach((name, cursor) -> {
          StatelessEndpoint upstream = upstreams.get(name);
          if (upstream != null) {
            McpMessage.Request own = at(request, cursor);
            questions.put(name, () -> upstream.answer(caller, own, meta));
          }
        });
    SequencedMap<String, Gathering.Found> found = Gathering.ask(questions);
    Optional<Answer> refusal = Gathering.refusal(found.values(), nobody);
    if (refusal.isPresent()) {
      return refusal;
    }
    Page page = new Page(request.method());
    found.forEach((name, each) -> page.add(name, from.get().getOrDefault(name, ""), each));
    return Optional.of(new Answer.Message(page.answer(caller, request)));
  }

  private Optional<SequencedMap<String, String>> from(
      Delegated caller,
      McpMessage.Request request,
      SequencedMap<String, StatelessEndpoint> upstreams) {
    Optional<JsonValue> cursor = request.params().member("cursor");
    if (cursor.isEmpty()) {
      SequencedMap<String, String> all = new TreeMap<>();
      upstreams.keySet().forEach(name -> all.put(name, ""));
      return Optional.of(all);
    }
    return request
        .params()
        .string("cursor")
        .flatMap(text -> cursors.open(caller, request.method(), text));
  }

  /** The request at one upstream, with its own cursor. */
  private static McpMessage.Request at(McpMessage.Request request, String cursor) {
    Splices edits = Splices.of(request.document());
    if (cursor.isEmpty()) {
      edits.remove(request.params(), "cursor");
    } else {
      byte[] text = new ByteSink(cursor.length() + 2).string(cursor).toBytes();
      edits.set(request.params(), "cursor", text);
    }
    return request.reread(edits.apply());
  }

  /** What has come together so far. */
  private final class Page {
    private final McpMethod list;
    private final ByteSink entries = new ByteSink(4096).put('[');
    private final SequencedMap<String, String> next = new TreeMap<>();
    private final List<String> absent = new ArrayList<>();
    private long lives = Long.MAX_VALUE;

    Page(McpMethod list) {
      this.list = list;
    }

    void add(String upstream, String cursor, Gathering.Found found) {
      switch (found) {
        case Gathering.Nothing nothing -> {}
        case Gathering.Absent gone -> absent.add(upstream);
        case Gathering.Denied denied -> absent.add(upstream);
        case Gathering.Result result -> {
          int bytes = result.document().bytes().length;
          if (entries.length() > 1 && entries.length() + bytes > MOST_BYTES) {
            next.put(upstream, cursor);
          } else {
            add(upstream, result);
          }
        }
      }
    }

    private void add(String upstream, Gathering.Result found) {
      JsonObject result = found.result();
      Naming naming = new Naming(upstream);
      list.listed()
          .flatMap(result::array)
          .ifPresent(all -> {
            for (JsonValue each : all.values()) {
              if (each instanceof JsonObject entry) {
                if (entries.length() > 1) {
                  entries.put(',');
                }
                entries.put(naming.entry(list, found.document(), entry));
              }
            }
          });
      result.string("nextCursor").filter(c -> !c.isEmpty()).ifPresent(c -> goOn(upstream, c));
      OptionalLong life = result.integer("ttlMs");
      lives = Math.min(lives, life.orElse(0));
    }

    /** The client sends back what all of them gave, within the limit of its body. */
    private void goOn(String upstream, String cursor) {
      if (cursor.length() <= LONGEST_CURSOR) {
        next.put(upstream, cursor);
      } else {
        absent.add(upstream);
      }
    }

    byte[] answer(Delegated caller, McpMessage.Request request) {
      JsonText result =
          JsonText.object()
              .raw(list.listed().orElseThrow(), entries.put(']').toBytes())
              .put("resultType", "complete")
              .put("ttlMs", absent.isEmpty() && lives != Long.MAX_VALUE ? Math.max(0, lives) : 0)
              .put("cacheScope", "private");
      if (!next.isEmpty()) {
        result.put("nextCursor", cursors.seal(caller, list, next));
      }
      if (!absent.isEmpty()) {
        result.put("_meta", JsonText.object().put(ABSENT, absent));
      }
      return JsonText.object()
          .put("jsonrpc", "2.0")
          .raw("id", RequestId.of(request.document(), request.id()).bytes())
          .put("result", result)
          .bytes();
    }
  }
}
