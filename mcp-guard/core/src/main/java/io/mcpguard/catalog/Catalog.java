package io.mcpguard.catalog;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.NoParameters;
import io.mcpguard.protocol.Target;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the upstreams offer, held against what was accepted.
 *
 * <p>The attacker is a tool server that was reviewed once and then changes what its tools say or do
 * (a rug pull). So the definitions are pinned at first contact, and what appears or changes later
 * is out of everybody's reach until an operator accepts it.
 */
public final class Catalog {
  /** More tools than this from one upstream are refused as a whole. */
  public static final int MOST_TOOLS = 10_000;

  private final PinBook pins;
  private final ScopeTable scopes;
  private final InstantSource clock;
  private final Map<String, Map<String, String>> seen = new ConcurrentHashMap<>();
  private final ParameterHeaders headers = new ParameterHeaders();
  private final Interfaces interfaces = new Interfaces();
  private final Editions editions = new Editions();

  /** A catalog that nobody has filled yet. */
  public Catalog(PinBook pins, ScopeTable scopes, InstantSource clock) {
    this.pins = pins;
    this.scopes = scopes;
    this.clock = clock;
  }

  /**
   * Learns an upstream's whole list of tools. The first such list ever is accepted as it is.
   *
   * @param digests the digest of each tool's definition, by the tool's name
   * @return whether it was taken; a list that is too long is not, and whatever was seen before no
   *     longer counts
   */
  public boolean see(String upstream, Map<String, String> digests) {
    if (digests.size() > MOST_TOOLS) {
      seen.put(upstream, new ConcurrentHashMap<>());
      keep(upstream, Set.of());
      editions.end(upstream);
      return false;
    }
    if (pins.firstContact(upstream).isEmpty()) {
      Instant now = clock.instant();
      List<Pin> first =
          digests.entrySet().stream()
              .map(e -> new Pin(upstream, e.getKey(), e.getValue(), now))
              .toList();
      pins.pinFirst(upstream, first, now);
    }
    keep(upstream, digests.keySet());
    Map<String, String> before = seen.put(upstream, new ConcurrentHashMap<>(digests));
    if (!digests.equals(before)) {
      editions.end(upstream);
    }
    return true;
  }

  /** What is known of other tools' definitions is forgotten. */
  private void keep(String upstream, Set<String> tools) {
    interfaces.keep(upstream, tools);
    headers.keep(upstream, tools);
  }

  /** Learns one definition, from a list on its way to a caller. */
  public void see(String upstream, String tool, String digest) {
    Map<String, String> known = seen.computeIfAbsent(upstream, name -> new ConcurrentHashMap<>());
    boolean fits = known.size() < MOST_TOOLS || known.containsKey(tool);
    if (fits && !digest.equals(known.put(tool, digest))) {
      editions.end(upstream);
    }
  }

  /** Which arguments are repeated in headers. */
  public ParameterHeaders headers() {
    return headers;
  }

  /** Which tools have which user interfaces. */
  public Interfaces interfaces() {
    return interfaces;
  }

  /** What was seen of an upstream no longer counts: its tools are not called until seen again. */
  public void forget(String upstream) {
    seen.remove(upstream);
    editions.end(upstream);
  }

  /**
   * What was seen of one tool no longer counts: its definition is now one that cannot be pinned.
   *
   * @return whether anything was seen of it
   */
  public boolean forget(String upstream, String tool) {
    boolean known = seen.getOrDefault(upstream, new ConcurrentHashMap<>()).remove(tool) != null;
    if (known) {
      editions.end(upstream);
    }
    return known;
  }

  /**
   * What an upstream's lists hang on besides their reader. Another number once the upstream said
   * that a list changed, its tools were seen to be others, one was accepted, or a delegation was
   * revoked.
   */
  public long edition(String upstream) {
    return editions.now(upstream);
  }

  /** A list of the upstream's, or what of it is accepted, is no longer what it was. */
  public void changed(String upstream) {
    editions.end(upstream);
  }

  /** Whoever may see what has changed. */
  public void readersChanged() {
    editions.endAll();
  }

  /** How the tool's definition stands to the accepted one. */
  public Standing standing(String upstream, String tool) {
    if (!seen.containsKey(upstream) && pins.find(upstream, tool).isPresent()) {
      return new Standing.Awaited();
    }
    String now = seen.getOrDefault(upstream, Map.of()).get(tool);
    if (now == null) {
      return new Standing.Unseen();
    }
    return pins.find(upstream, tool)
        .<Standing>map(pin ->
            pin.digest().equals(now)
                ? new Standing.Pinned(now)
                : new Standing.Changed(pin.digest(), now))
        .orElseGet(() -> new Standing.New(now));
  }

  /** What was seen of an upstream, for {@code pins list}. */
  public Map<String, String> seen(String upstream) {
    return Map.copyOf(seen.getOrDefault(upstream, Map.of()));
  }

  /** The call with its target, if anybody may reach that target at all. */
  public Outcome<Targeted> aim(Delegated caller, Call call, Upstream upstream) {
    Target target = call.target();
    String digest = "";
    Targeted.Reach reach = Targeted.Reach.NOW;
    if (subject(target) instanceof Target.Tool tool) {
      switch (standing(upstream.name(), tool.name())) {
        case Standing.Pinned pinned -> digest = target.equals(tool) ? pinned.digest() : "";
        case Standing.New added -> {
          return outOfReach("a tool that nobody accepted; see pins list " + upstream.name());
        }
        case Standing.Changed changed -> {
          return outOfReach("a tool whose definition changed; see pins list " + upstream.name());
        }
        case Standing.Awaited awaited -> reach = Targeted.Reach.AWAITED;
        case Standing.Unseen unseen -> {
          return outOfReach("a tool that upstream " + upstream.name() + " does not list");
        }
      }
      if (!consentReaches(caller, upstream.name(), tool.name())) {
        return outOfReach("a tool accepted after the user's consent; the user must consent anew");
      }
    }
    Scopes covering = covering(caller, upstream.name(), target);
    return covering.isEmpty()
        ? outOfReach("no scope of the configuration covers it")
        : Outcome.proceed(new Targeted(caller, call, upstream, covering, digest).at(reach));
  }

  /** A task is as far within reach as the tool whose call began it. */
  private static Target subject(Target target) {
    return target instanceof Target.Task task ? task.call() : target;
  }

  /**
   * A client's answer to a request that {@code upstream} made during {@code during}: it goes to the
   * same place, under the same delegation.
   */
  public Targeted aimAnswer(Delegated caller, Call answer, Targeted during) {
    return new Targeted(caller, answer, during.upstream(), during.covering(), "");
  }

  /**
   * The scopes that cover a target for this caller; each of them is enough. What covers a tool
   * covers its user interface.
   */
  public Scopes covering(Delegated caller, String upstream, Target target) {
    Scopes own = scopes.covering(upstream, target);
    return switch (target) {
      case Target.Resource resource ->
          naming(caller, upstream, resource).stream()
              .map(tool -> scopes.covering(upstream, tool))
              .reduce(own, Scopes::union);
      case Target.Subscription followed ->
          followed.resources().stream()
              .map(uri -> covering(caller, upstream, new Target.Resource(uri)))
              .reduce(own, Scopes::union);
      case Target.Tool tool -> own;
      case Target.Template template -> own;
      case Target.Prompt prompt -> own;
      case Target.Question question -> own;
      case Target.TaskHandle handle -> own;
      case Target.Task task -> own;
      case Target.Server server -> own;
    };
  }

  /** The same, where nothing is covered by what covers something else. */
  public Scopes coveringAlone(String upstream, Target target) {
    return scopes.covering(upstream, target);
  }

  /** The tools within the caller's reach that have this resource as their user interface. */
  public List<Target.Tool> naming(Delegated caller, String upstream, Target.Resource resource) {
    return Interfaces.isOne(resource.name())
        ? interfaces.naming(upstream, resource.name()).entrySet().stream()
            .filter(e -> standing(upstream, e.getKey()).equals(new Standing.Pinned(e.getValue())))
            .filter(e -> consentReaches(caller, upstream, e.getKey()))
            .map(e -> new Target.Tool(e.getKey(), NoParameters.OBJECT))
            .sorted(Comparator.comparing(Target.Tool::name))
            .toList()
        : List.of();
  }

  /** The scopes that cover anything of an upstream: no other can be granted for it. */
  public Scopes reaching(String upstream) {
    return scopes.reaching(upstream);
  }

  /** A tool accepted after first contact is reached only by a consent given after that. */
  public boolean consentReaches(Delegated caller, String upstream, String tool) {
    Optional<Pin> pin = pins.find(upstream, tool);
    Optional<Instant> first = pins.firstContact(upstream);
    return pin.isPresent()
        && first.isPresent()
        && (!pin.get().acceptedAt().isAfter(first.get())
            || !caller.grant().issuedAt().isBefore(pin.get().acceptedAt()));
  }

  private static Outcome<Targeted> outOfReach(String detail) {
    return Outcome.refuse(Reason.OUT_OF_REACH, detail);
  }
}
