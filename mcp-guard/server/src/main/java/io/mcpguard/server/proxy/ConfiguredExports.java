package io.mcpguard.server.proxy;

import io.mcpguard.export.Export;
import io.mcpguard.export.Exports;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.server.config.Credential;
import io.mcpguard.server.config.ExportSettings;
import io.mcpguard.server.config.ExportSettings.Target;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The exports that the configuration names. */
final class ConfiguredExports {
  private final Map<String, ExportSettings> configured;
  private final Http1Client http;

  /**
   * By a client of their own: who takes evidence is nobody that calls may reach.
   *
   * @param listeners the guard's own, which are refused as collectors
   */
  ConfiguredExports(
      Map<String, ExportSettings> configured, Supplier<Set<InetSocketAddress>> listeners) {
    this.configured = configured;
    Set<String> hosts =
        configured.values().stream()
            .map(ExportSettings::to)
            .filter(Target.Collector.class::isInstance)
            .map(target -> destination((Target.Collector) target).host())
            .collect(Collectors.toUnmodifiableSet());
    this.http =
        Http1Client.trustingPlatform(
            AddressPolicy.publicOnly().allowingHosts(hosts).refusingListeners(listeners));
  }

  /** All of them, not begun. */
  Exports of(Ledger ledger, Path places, InstantSource clock, RandomGenerator random)
      throws IOException {
    List<Export> exports = new ArrayList<>();
    configured.forEach((name, settings) -> exports.add(export(name, settings)));
    return new Exports(ledger, exports, places, http, clock, random);
  }

  private Export export(String name, ExportSettings settings) {
    return switch (settings.to()) {
      case Target.StandardOutput out ->
          Export.toStream(
              name,
              settings.form(),
              new FileOutputStream(FileDescriptor.out),
              settings.behindAlarm());
      case Target.Lines(Path file) ->
          Export.toFile(name, settings.form(), file, settings.behindAlarm());
      case Target.Collector collector ->
          Export.toCollector(
              name,
              settings.form(),
              http,
              destination(collector),
              shown(settings.credential()),
              settings.behindAlarm());
    };
  }

  private static List<Header> shown(Credential credential) {
    return credential.isPresent()
        ? List.of(new Header(credential.header(), credential.value().reveal()))
        : List.of();
  }

  private static Destination destination(Target.Collector collector) {
    try {
      return Destination.of(collector.url().toString());
    } catch (UrlRefused e) {
      throw new IllegalStateException("a collector's URL that was checked is refused", e);
    }
  }
}
