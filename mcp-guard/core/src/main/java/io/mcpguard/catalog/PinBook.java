package io.mcpguard.catalog;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The pinned tool definitions, durable. Reading never touches a disk. */
public interface PinBook {
  /** When this upstream was pinned for the first time, if it was. */
  Optional<Instant> firstContact(String upstream);

  /** Pins all of an upstream's tools at first contact, in one step; durable when this returns. */
  void pinFirst(String upstream, Collection<Pin> pins, Instant at);

  /** The accepted definition of a tool. */
  Optional<Pin> find(String upstream, String tool);

  /** All pins of an upstream. */
  List<Pin> all(String upstream);

  /** Accepts a definition, in the place of an earlier one; durable when this returns. */
  void accept(Pin pin);
}
