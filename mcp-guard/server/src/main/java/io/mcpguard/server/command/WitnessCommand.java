package io.mcpguard.server.command;

import io.mcpguard.ledger.MalformedLogData;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.config.HostPort;
import io.mcpguard.server.proxy.WitnessServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mcp-guard witness}: cosigns other guards' checkpoints. */
@Command(
    name = "witness",
    description = {
      "Cosigns the checkpoints of other guards' ledgers, each only if it extends the one before.",
      "Keep it where nobody who runs those guards can reach its directory."
    })
final class WitnessCommand implements Callable<Integer> {
  @Mixin private OfflineOptions options = new OfflineOptions();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "its directory: the key, and what was cosigned last of each ledger")
  private Path data = Path.of("");

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "its name, such as witness.example/w1; it stays")
  private String name = "";

  @Option(
      names = "--log",
      required = true,
      paramLabel = "KEY",
      description = "the key of a ledger it knows, from `verifier-key` there; may be repeated")
  private List<String> logs = List.of();

  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1:8933",
      paramLabel = "HOST:PORT",
      description = "where it listens, plain HTTP; 127.0.0.1:8933 where not said")
  private String listen = "";

  @Option(
      names = "--allow-plain-http",
      description = "accepts plain HTTP beyond loopback; without, put TLS before it")
  private boolean allowPlainHttp;

  @Override
  public Integer call() throws InterruptedException {
    Optional<HostPort> address = HostPort.parse(listen);
    if (address.isEmpty()) {
      return refused(AdminAnswer.wrong("--listen: must be a host and port"));
    }
    if (!address.get().isLoopback() && !allowPlainHttp) {
      return refused(
          AdminAnswer.wrong(
              "--listen: is beyond loopback and speaks plain HTTP; put TLS before a loopback"
                  + " address, or add --allow-plain-http"));
    }
    List<VerifierKey> keys = new ArrayList<>();
    try {
      for (String log : logs) {
        keys.add(VerifierKey.parse(log));
      }
    } catch (MalformedLogData e) {
      return refused(AdminAnswer.wrong("--log: " + e.getMessage()));
    }
    return serve(keys, address.get());
  }

  private int serve(List<VerifierKey> keys, HostPort address) throws InterruptedException {
    try (WitnessServer server = WitnessServer.start(data, name, keys, address)) {
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server, stopped), "stop"));
      options
          .printer()
          .print(
              List.of("listens", "key"),
              new AdminAnswer(
                  0,
                  "cosigns; name this key under evidence.witnesses of each guard",
                  List.of(
                      Map.of(
                          "listens",
                          "http://" + address.host() + ":" + server.port(),
                          "key",
                          server.key().toString()))));
      stopped.await();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      return refused(AdminAnswer.unreachable("the witness cannot run: " + e.getMessage()));
    }
  }

  private static void close(WitnessServer server, CountDownLatch stopped) {
    try {
      server.close();
    } catch (IOException e) {
      System.err.println("the witness did not stop cleanly: " + e.getMessage());
    } finally {
      stopped.countDown();
    }
  }

  private int refused(AdminAnswer answer) {
    options.printer().print(List.of(), answer);
    return answer.exit();
  }
}
