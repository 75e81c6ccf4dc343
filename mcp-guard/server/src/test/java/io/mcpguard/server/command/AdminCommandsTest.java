package io.mcpguard.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.agents.Agent;
import io.mcpguard.delegation.Grant;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands against a real guard, over its real socket, and against its directory alone. */
class AdminCommandsTest {
  private static final String GUARD =
      """
      data: data
      listen: { mcp: "127.0.0.1:0", admin: "127.0.0.1:0", public-url: "http://127.0.0.1:8931" }
      users: { alice: { may: [files.read] } }
      upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
      scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
      """;
  private static final String PASSWORD = "correct horse battery";
  private static final String DIGEST = "sha256:" + "1".repeat(64);

  @TempDir Path directory = Path.of("");

  private record Answer(int exit, String text) {}

  private interface Act {
    void on(GuardServer server) throws IOException;
  }

  @Test
  void theSocketIsThisUsersAlone() throws IOException {
    running(server ->
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
            .isEqualTo("rw-------"));
  }

  @Test
  void theSocketGoesWithTheGuard() throws IOException {
    running(server -> {});

    assertThat(socket()).doesNotExist();
  }

  @Test
  void aSocketThatAKilledGuardLeftIsReplaced() throws IOException {
    Files.createDirectories(
        directory.resolve("data"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createFile(socket());

    running(server -> assertThat(run("grants", "list").exit()).isZero());
  }

  @Test
  void aGrantIsRevokedInTheRunningGuard() throws IOException {
    running(server -> {
      server.store().grants().record(grant());

      assertThat(run("grants", "revoke", "g1").exit()).isZero();
      assertThat(server.store().grants().find("g1")).isEmpty();
    });
  }

  @Test
  void whatARunningGuardRevokedIsInTheLedger() throws IOException {
    running(server -> {
      server.store().grants().record(grant());
      run("grants", "revoke", "g1");
    });

    assertThat(run("audit", "tail").text()).contains("grant  event=revoked  grant=g1");
  }

  @Test
  void aGrantThatNobodyGaveCannotBeRevoked() throws IOException {
    running(server -> assertThat(run("grants", "revoke", "g2").exit()).isEqualTo(1));
  }

  @Test
  void grantsOfAUserWhoIsGoneAreRevokedByAskingAgain() throws IOException {
    running(server -> {
      server.store().grants().record(grant());

      assertThat(run("users", "remove", grant().user()).exit()).isZero();
      assertThat(server.store().grants().find("g1")).isEmpty();
    });
  }

  @Test
  void grantsAreListedWithWhatTheyAllow() throws IOException {
    running(server -> {
      server.store().grants().record(grant());

      assertThat(run("grants", "list").text()).contains("g1").contains("files.read");
    });
  }

  @Test
  void theKillSwitchShutsAnAgentOff() throws IOException {
    running(server -> {
      server.store().agents().enrol(agent("Agent"));

      assertThat(run("agents", "revoke", "agent-1").exit()).isZero();
      assertThat(run("agents", "list").text()).contains("revoked");
    });
  }

  @Test
  void theKillSwitchWorksWhileNoGuardRuns() throws IOException {
    running(server -> server.store().agents().enrol(agent("Agent")));

    assertThat(run("agents", "revoke", "agent-1").exit()).isZero();
    assertThat(run("agents", "list").text()).contains("revoked");
  }

  @Test
  void anAgentsNameCannotCommandTheTerminal() throws IOException {
    running(server -> {
      server.store().agents().enrol(agent("\u001b[2J\u202eevil"));

      assertThat(run("agents", "list").text()).contains("\ufffd[2J\ufffdevil");
    });
  }

  @Test
  void pinsTellChangedFromPinnedAndNew() throws IOException {
    running(server -> {
      server.guard().catalog().see("files", Map.of("read_a", DIGEST, "read_b", DIGEST));
      server.guard().catalog().see("files", "read_b", "sha256:other");
      server.guard().catalog().see("files", "read_c", DIGEST);

      assertThat(run("pins", "list", "files").text())
          .containsPattern("read_a +pinned")
          .containsPattern("read_b +changed")
          .containsPattern("read_c +new");
    });
  }

  @Test
  void aChangedToolIsPinnedOnceAccepted() throws IOException {
    running(server -> {
      server.guard().catalog().see("files", Map.of("read_a", DIGEST));
      server.guard().catalog().see("files", "read_a", "sha256:other");

      assertThat(run("pins", "accept", "files", "read_a").exit()).isZero();
      assertThat(run("pins", "list", "files").text()).containsPattern("read_a +pinned");
    });
  }

  @Test
  void aDefinitionThatIsNotTheOneLookedAtIsNotAccepted() throws IOException {
    running(server -> {
      server.guard().catalog().see("files", Map.of("read_a", DIGEST));

      assertThat(run("pins", "accept", "files", "read_a", "--digest", "sha256:other").exit())
          .isEqualTo(1);
    });
  }

  @Test
  void checkLearnsTheToolsFromThePins() throws IOException {
    running(server -> server.guard().catalog().see("files", Map.of("write_a", DIGEST)));

    assertThat(run("check").text()).contains("tools that no scope covers:\n  files/write_a\n");
  }

  @Test
  void aUserWhoWasAddedCanLogIn() throws IOException {
    running(server -> {
      assertThat(run("users", "add", "alice").exit()).isZero();
      assertThat(server.authorizationServer().passwords().verify("alice", PASSWORD)).isPresent();
    });
  }

  @Test
  void aUserAddedWhileNoGuardRunsIsThereWhenItDoes() throws IOException {
    run("users", "add", "alice");

    running(server -> assertThat(run("users", "list").text()).containsPattern("alice +set"));
  }

  @Test
  void aUsersGrantsEndWithTheUser() throws IOException {
    running(server -> {
      run("users", "add", "alice");
      server.store().grants().record(grant());

      assertThat(run("users", "remove", "alice").exit()).isZero();
      assertThat(server.store().grants().all()).isEmpty();
    });
  }

  @Test
  void keysRotateInTheRunningGuard() throws IOException {
    running(server -> {
      SigningKeys ring = server.signingKeys().getFirst();
      String before = ring.jwks();
      String rotated = run("keys", "rotate").text();

      assertThat(ring.jwks()).isNotEqualTo(before).contains(ring.activeKeyId());
      assertThat(rotated).contains("sign in 10 minutes").doesNotContain(ring.activeKeyId());
    });
  }

  @Test
  void theAnswerCanBeJson() throws IOException {
    running(server ->
        assertThat(run("grants", "list", "--json").text())
            .isEqualTo("{\"exit\":0,\"rows\":[],\"said\":\"\"}\n"));
  }

  @Test
  void whatIsNoRequestIsAnsweredWithoutRepeatingIt() throws IOException {
    running(server ->
        assertThat(said("{\"do\":\"secret-7\"}\n"))
            .contains("\"exit\":2")
            .doesNotContain("secret-7"));
  }

  @Test
  void aRequestWithoutEndIsCutOff() throws IOException {
    running(server -> assertThat(said("x".repeat(100_000))).isEmpty());
  }

  @Test
  void aSoundLedgerVerifies() throws IOException {
    running(server -> run("users", "add", "alice"));

    assertThat(execute("audit", "verify", ledger().toString()))
        .satisfies(answer -> assertThat(answer.exit()).isZero())
        .satisfies(answer -> assertThat(answer.text()).contains("agrees"));
  }

  @Test
  void aDamagedLedgerDoesNot() throws IOException {
    running(server -> run("users", "add", "alice"));
    Path bundle = entries();
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[bytes.length - 2] ^= 1;
    Files.write(bundle, bytes);

    assertThat(execute("audit", "verify", ledger().toString()))
        .satisfies(answer -> assertThat(answer.exit()).isEqualTo(1))
        .satisfies(answer -> assertThat(answer.text()).contains("damaged"));
  }

  @Test
  void aLedgerThatIsNotThereIsUnreachable() {
    assertThat(execute("audit", "verify", directory.resolve("nothing").toString()).exit())
        .isEqualTo(3);
  }

  @Test
  void anExchangeThatNobodyMadeIsNotShown() throws IOException {
    running(server -> {});

    assertThat(run("audit", "show", "nothing").exit()).isEqualTo(1);
  }

  @Test
  void theDoctorSaysWhatSigns() {
    assertThat(execute("doctor").text()).containsPattern("signatures +well");
  }

  @Test
  void theDoctorSeesTheRunningGuard() throws IOException {
    running(server -> assertThat(run("doctor").text()).contains("runs and takes calls"));
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : List.of("users add", "grants revoke", "pins list", "audit tail")) {
      List<String> arguments = new ArrayList<>(List.of(command.split(" ", 2)));
      arguments.add("--help");
      assertThat(execute(arguments.toArray(String[]::new)))
          .satisfies(answer -> assertThat(answer.exit()).isZero())
          .satisfies(answer -> assertThat(answer.text()).contains("Exit codes:"));
    }
  }

  private void running(Act act) throws IOException {
    ConfigurationRead.Read configuration = (ConfigurationRead.Read) Configuration.read(file());
    try (GuardServer server = GuardServer.open(configuration)) {
      server.start();
      act.on(server);
    }
  }

  private Path file() throws IOException {
    return Files.writeString(directory.resolve("guard.yaml"), GUARD);
  }

  private Path socket() {
    return directory.resolve("data/admin.sock");
  }

  private Path ledger() {
    return directory.resolve("data/ledger");
  }

  private Path entries() throws IOException {
    try (var files = Files.walk(ledger())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("entries"))
          .findFirst()
          .orElseThrow();
    }
  }

  private String said(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket()));
      try {
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException closed) {
        return "";
      }
    }
  }

  private Answer run(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("-c", file().toString()));
    return execute(all.toArray(String[]::new));
  }

  private static Answer execute(String... arguments) {
    StringWriter out = new StringWriter();
    PasswordSource password =
        () ->
            PasswordSource.line(
                new ByteArrayInputStream((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)));
    CommandLine line = CommandLineProgram.commands(password);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    return new Answer(line.execute(arguments), out.toString());
  }

  private static Grant grant() {
    Instant now = Instant.now();
    return new Grant(
        "g1",
        "i1",
        "alice",
        "agent-1",
        "http://127.0.0.1:8931/mcp/files",
        Set.of("files.read"),
        now,
        now.plusSeconds(600));
  }

  private static Agent agent(String name) {
    return new Agent("agent-1", name, "dcr", Instant.now(), Agent.State.ACTIVE);
  }
}
