package io.mcpguard.federation;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * One list out of those of all upstreams, a page of each at a time, in the order of their names.
 * Asked is whoever did not answer the same reader lately; who is absent is asked again each time,
 * but not who was late a moment ago.
 */
final class FederatedLists {
  private final Cursors cursors;
  private final ListCache cache;
  private final Gathering gathering;
  private final InstantSource clock;

  FederatedLists(Cursors cursors, ListCache cache, Gathering gathering, InstantSource clock) {
    this.cursors = cursors;
    this.cache = cache;
    this.gathering = gathering;
    this.clock = clock;
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
    from.get().keySet().retainAll(upstreams.keySet());
    Asking asking = new Asking(caller, request, meta, upstreams, from.get());
    return Optional.of(asking.askMissing(nobody).orElseGet(asking::answer));
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

  /** One request on its way to its answer. */
  private final class Asking {
    private final Delegated caller;
    private final McpMessage.Request request;
    private final FederatedPage page;

    /** To those whose part is not known. */
    private final SequencedMap<String, Callable<Gathering.Found>> questions = new LinkedHashMap<>();

    Asking(
        Delegated caller,
        McpMessage.Request request,
        RequestMeta meta,
        SequencedMap<String, StatelessEndpoint> upstreams,
        SequencedMap<String, String> from) {
      this.caller = caller;
      this.request = request;
      this.page = new FederatedPage(from);
      ListCache.Sources sources = cache.sources(caller, request, meta);
      from.forEach((name, cursor) -> {
        StatelessEndpoint upstream = Optional.ofNullable(upstreams.get(name)).orElseThrow();
        ListCache.Source source = sources.at(upstream.upstream(), cursor);
        source
            .known()
            .ifPresentOrElse(
                part -> page.add(name, part),
                () -> {
                  McpMessage.Request own = at(request, cursor);
                  Callable<Gathering.Found> question =
                      () -> Gathering.found(upstream.answer(caller, own, meta));
                  questions.put(name, () -> source.ask(question));
                });
      });
    }

    /** Asks whose part is not known; the refusal, where the whole request is to be refused. */
    Optional<Answer> askMissing(Supplier<Answer> nobody) throws InterruptedException {
      SequencedMap<String, Gathering.Found> found = gathering.ask(caller, questions);
      found.forEach((name, each) -> {
        switch (each) {
          case Gathering.Listed(ListPage part) -> {
            page.add(name, part);
            if (part.next().length() > FederatedPage.LONGEST_CURSOR) {
              gathering.isCut(caller, name);
            }
          }
          case Gathering.Nothing nothing -> {}
          case Gathering.Absent gone -> page.addAbsent(name);
          case Gathering.Denied denied -> page.addAbsent(name);
          case Gathering.Result result -> throw new IllegalStateException("a page was made of it");
        }
      });
      return page.isEmpty()
          ? Gathering.refusal(found.values(), nobody)
          : Gathering.denied(found.values());
    }

    Answer answer() {
      return new Answer.Message(
          page.answer(
              request, clock.instant(), next -> cursors.seal(caller, request.method(), next)));
    }
  }
}
