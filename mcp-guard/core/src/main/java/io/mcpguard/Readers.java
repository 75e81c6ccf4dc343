package io.mcpguard;

import io.mcpguard.GuardParts.Wired;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.MessageReader;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Reads bodies as strictly as the upstream that they are for allows; strictly where it is any. */
final class Readers {
  private final MessageReader strict;
  private final Map<String, MessageReader> each;

  Readers(GuardParts parts) {
    this.strict = new MessageReader(parts.rules());
    this.each =
        parts.upstreams().stream()
            .collect(Collectors.toUnmodifiableMap(wired -> wired.upstream().name(), this::reader));
  }

  private MessageReader reader(Wired wired) {
    return switch (wired.numbers()) {
      case EXACT -> strict;
      case INEXACT -> strict.allowingInexactNumbers();
    };
  }

  Envelope read(Upstream upstream, byte[] body) {
    return upstream.isFederated()
        ? strict.read(body)
        : Objects.requireNonNull(each.get(upstream.name()), "an upstream of another guard")
            .read(body);
  }
}
