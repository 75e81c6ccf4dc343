package io.mcpguard.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.OtlpCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guard whose evidence goes out to a file and to a collector that are named to it. */
class GuardExportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] LEAF =
      ("{\"at\":\"2026-11-26T12:00:00.000Z\",\"decision\":\"deny\",\"method\":\"tools/call\","
              + "\"reason\":\"policy_denied\",\"txn\":\"t\",\"type\":\"decision\",\"v\":1}")
          .getBytes(UTF_8);

  @TempDir private Path directory;
  private final OtlpCollector collector = OtlpCollector.start();

  @AfterEach
  void stop() {
    collector.close();
  }

  private ConfigurationRead.Read configuration() throws IOException {
    Path file = directory.resolve("guard.yaml");
    Files.writeString(directory.resolve("secret"), "canary\n");
    Files.writeString(
        file,
        """
        data: data
        listen: { mcp: "127.0.0.1:0", admin: "127.0.0.1:0", public-url: "http://127.0.0.1:8931" }
        users: { alice: { may: [files.read] } }
        upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
        scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
        exports:
          events: { format: ocsf, to: events.jsonl }
          traces: { format: otel, to: "URL", credential: { header: X-Key, value: "${file:secret}" } }
        """
            .replace("URL", collector.url().toString()));
    return (ConfigurationRead.Read) Configuration.read(file);
  }

  /** The first event of the file, once there is one. */
  private JsonNode event() throws IOException {
    Path file = directory.resolve("events.jsonl");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file) || !Files.readString(file).contains("\n")) {
      assertThat(System.nanoTime() - end).as("no line came").isNegative();
      Thread.onSpinWait();
    }
    return Json.read(Files.readAllLines(file).getFirst());
  }

  private List<Map<String, String>> health() throws IOException {
    return new GuardAccess(configuration().configuration())
        .ask(AdminRequest.of(Operation.HEALTH))
        .rows();
  }

  @Test
  void evidenceGoesOutToEachWithItsCredential() throws Exception {
    try (GuardServer guard = GuardServer.open(configuration())) {
      guard.start();
      long index = guard.ledger().append(LEAF);

      assertThat(event().at("/attestation_list/0/uid").asLong()).isEqualTo(index);
      assertThat(collector.nextTaken().header("X-Key")).contains("canary");
      assertThat(health())
          .extracting(row -> row.get("subject"))
          .containsExactly("guard", "export events", "export traces");
    }
  }

  @Test
  void aCollectorThatHangsHoldsUpNeitherTheOtherExportNorTheEndOfTheGuard() throws Exception {
    CountDownLatch hanging = collector.hangs();
    try (GuardServer guard = GuardServer.open(configuration())) {
      guard.start();
      guard.ledger().append(LEAF);
      collector.nextAsked();

      assertThat(event().at("/class_uid").asInt()).isEqualTo(6003);
      assertThat(hanging.getCount()).isEqualTo(1);
    }
    assertThat(hanging.getCount()).isEqualTo(1);
  }
}
