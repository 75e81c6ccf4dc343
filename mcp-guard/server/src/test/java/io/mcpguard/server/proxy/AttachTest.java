package io.mcpguard.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.attach.Attachment;
import io.mcpguard.server.attach.Attachment.Attempt;
import io.mcpguard.server.attach.Hello;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.testkit.EchoToolServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code stdio} attaches to a running guard of the same configuration (contracts §4). */
@Timeout(180)
class AttachTest {
  private static final LocalUser ME = LocalUser.ofThisProcess().orElseThrow();
  private static final int MOST = 16;
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
          + "\"arguments\":{\"text\":\"hi\"},"
          + META
          + "}}";
  private static final String LISTEN =
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"subscriptions/listen\",\"params\":{"
          + "\"notifications\":{\"toolsListChanged\":true},"
          + META
          + "}}";

  @TempDir Path directory = Path.of("");
  private final EchoToolServer tools = EchoToolServer.start();
  private GuardServer server;

  @BeforeEach
  void start() throws Exception {
    server = GuardServer.open(read(""));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    tools.close();
  }

  @Test
  void aHostIsServedByTheServerThatRuns() throws Exception {
    try (AttachedHost host = attached()) {
      assertThat(text(host.ask(CALL))).isEqualTo("hi");
    }
  }

  @Test
  void aHostIsServedByTheGuardThatAnotherHostLaunched() throws Exception {
    server.close();
    Pipe silent = Pipe.open();
    try (StdioGuard launched = StdioGuard.open(read(""), ME, "echo")) {
      launched.start();
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> serve(launched, Channels.newInputStream(silent.source())),
              task -> Thread.ofVirtual().start(task));

      try (AttachedHost host = attached()) {
        assertThat(text(host.ask(CALL))).isEqualTo("hi");
      }
      silent.sink().close();
      served.get(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void theSocketIsOfTheGuardsUserAlone() throws Exception {
    assertThat(Files.getPosixFilePermissions(socket()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void withoutAGuardThatRunsNobodyServes() throws Exception {
    server.close();

    assertThat(attempt(read(""), ME)).isInstanceOf(Attempt.Alone.class);
  }

  @Test
  void aSocketThatAKilledGuardLeftServesNobody() throws Exception {
    server.close();
    leaveBehind(socket());

    assertThat(attempt(read(""), ME)).isInstanceOf(Attempt.Alone.class);
  }

  @Test
  void aGuardOfAnotherConfigurationIsNotAttachedTo() throws Exception {
    AdminAnswer why = refused(attempt(read("quotas: [{ per: [agent], limit: 60/1m }]"), ME));

    assertThat(why.exit()).isEqualTo(2);
    assertThat(why.said()).contains("another configuration", "stop that guard");
  }

  @Test
  void aGuardOfAnotherUserIsNotAttachedTo() throws Exception {
    AdminAnswer why = refused(attempt(read(""), new LocalUser("somebody-else")));

    assertThat(why.exit()).isEqualTo(3);
    assertThat(why.said()).contains("belongs to another user");
  }

  @Test
  void moreHostsThanMayBeAreTurnedAway() throws Exception {
    List<Attachment> most = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      most.add(((Attempt.Attached) attempt(read(""), ME)).attachment());
    }

    AdminAnswer why = refused(attempt(read(""), ME));

    assertThat(why.exit()).isEqualTo(3);
    assertThat(why.said()).contains("as many hosts as it may, 16");
    for (Attachment attachment : most) {
      attachment.close();
    }
  }

  @Test
  void aHostThatLeavesEndsItsOwnPipeAlone() throws Exception {
    try (AttachedHost first = attached();
        AttachedHost second = attached()) {
      first.leave();

      assertThat(first.end()).isEqualTo(Attachment.End.HOST);
      assertThat(text(second.ask(CALL))).isEqualTo("hi");
    }
  }

  @Test
  void aGuardThatStopsEndsSubscriptionsAndThenThePipe() throws Exception {
    try (AttachedHost host = attached()) {
      host.ask(LISTEN);

      server.close();

      assertThat(host.next().at("/result/resultType").asText()).isEqualTo("complete");
      assertThat(host.end()).isEqualTo(Attachment.End.GUARD);
    }
  }

  @Test
  void whatIsOpenWhenTheHostLeavesIsStillAnswered() throws Exception {
    tools.pause();
    try (AttachedHost host = attached()) {
      host.tell(CALL).leave();
      tools.resume();

      assertThat(text(host.next())).isEqualTo("hi");
      assertThat(host.end()).isEqualTo(Attachment.End.HOST);
    }
  }

  private static void serve(StdioGuard guard, InputStream in) {
    try {
      guard.serve(in, OutputStream.nullOutputStream());
    } catch (InterruptedException e) {
      throw new IllegalStateException("the guard does not serve", e);
    }
  }

  private static void leaveBehind(Path socket) throws IOException {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket));
    }
  }

  private AttachedHost attached() throws IOException {
    return new AttachedHost(((Attempt.Attached) attempt(read(""), ME)).attachment());
  }

  private static AdminAnswer refused(Attempt attempt) {
    return ((Attempt.Refused) attempt).why();
  }

  private static Attempt attempt(ConfigurationRead.Read read, LocalUser user) throws IOException {
    return new GuardAccess(read.configuration()).attach(new Hello("echo", read.digest()), user);
  }

  private static String text(JsonNode answer) {
    return answer.at("/result/content/0/text").asText();
  }

  private Path socket() {
    return directory.resolve("data").resolve("stdio.sock");
  }

  private ConfigurationRead.Read read(String more) throws IOException {
    String text =
        """
        listen: { mcp: "127.0.0.1:0", public-url: "http://127.0.0.1:8931" }
        data: data
        users: { "%s": { may: [use] } }
        upstreams: { echo: { url: "%s", assertion: txn-token } }
        scopes: { use: { says: Use, tools: ["echo/*"] } }
        %s
        """
            .formatted(ME.name(), tools.url(), more);
    Path file = Files.writeString(directory.resolve("guard.yaml"), text);
    return (ConfigurationRead.Read) Configuration.read(file);
  }
}
