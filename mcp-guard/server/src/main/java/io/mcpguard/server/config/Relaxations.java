package io.mcpguard.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is relaxed, to be printed at start. */
final class Relaxations {
  private Relaxations() {}

  static List<Relaxed> of(Configuration configuration) {
    List<Relaxed> all = new ArrayList<>();
    configuration.relaxations().stream().sorted().forEach(r -> all.add(new Relaxed(r.key(), r)));
    switch (configuration.authorization().registration()) {
      case OPEN ->
          all.add(
              new Relaxed(
                  "authorization.embedded." + Relaxation.OPEN_REGISTRATION.key(),
                  Relaxation.OPEN_REGISTRATION));
      case LOOPBACK -> {
        // nothing is relaxed
      }
    }
    if (!configuration.authorization().privateMetadataHosts().isEmpty()) {
      all.add(
          new Relaxed(
              "authorization.embedded." + Relaxation.PRIVATE_METADATA_HOSTS.key(),
              Relaxation.PRIVATE_METADATA_HOSTS));
    }
    configuration
        .upstreams()
        .forEach((name, upstream) ->
            upstream.common().relaxations().stream()
                .sorted()
                .forEach(r -> all.add(new Relaxed("upstreams." + name + "." + r.key(), r))));
    return List.copyOf(all);
  }
}
