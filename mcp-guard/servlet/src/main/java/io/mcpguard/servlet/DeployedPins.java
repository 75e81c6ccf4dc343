package io.mcpguard.servlet;

import io.mcpguard.catalog.Pin;
import io.mcpguard.catalog.PinBook;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Accepts the tools that the servlet lists at its first contact after a start: it is deployed with
 * the guard, by whoever would accept them. What appears or changes while it runs is out of reach.
 */
final class DeployedPins implements PinBook {
  private final Map<String, Instant> first = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Pin>> pins = new ConcurrentHashMap<>();

  @Override
  public Optional<Instant> firstContact(String upstream) {
    return Optional.ofNullable(first.get(upstream));
  }

  @Override
  public void pinFirst(String upstream, Collection<Pin> found, Instant at) {
    found.forEach(this::accept);
    first.put(upstream, at);
  }

  @Override
  public Optional<Pin> find(String upstream, String tool) {
    return Optional.ofNullable(pins.getOrDefault(upstream, Map.of()).get(tool));
  }

  @Override
  public List<Pin> all(String upstream) {
    return List.copyOf(pins.getOrDefault(upstream, Map.of()).values());
  }

  @Override
  public void accept(Pin pin) {
    pins.computeIfAbsent(pin.upstream(), name -> new ConcurrentHashMap<>()).put(pin.tool(), pin);
  }
}
