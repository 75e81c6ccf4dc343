package io.mcpguard.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.agents.Agent;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientProof;
import io.mcpguard.authserver.token.Authentication;
import io.mcpguard.authserver.token.RefreshFamily;
import io.mcpguard.authserver.user.User;
import io.mcpguard.catalog.Pin;
import io.mcpguard.delegation.Grant;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.oauth.BoundTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlStoreTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant T = Instant.parse("2026-11-23T10:15:30.123456789Z");
  static final InstantSource CLOCK = InstantSource.fixed(T);

  @TempDir Path directory;

  private SqlStore store;

  @BeforeEach
  void open() throws IOException {
    store = SqlStore.open(directory, CLOCK, RANDOM);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void reopen() throws IOException {
    store.close();
    open();
  }

  static Grant grant(String id) {
    return new Grant(
        id,
        "instance-" + id,
        "alice",
        "client",
        "http://127.0.0.1:8931/mcp/files",
        Set.of("files.read", "files.write"),
        T,
        T.plusSeconds(60));
  }

  private static Client client(String id, ClientProof proof) {
    return new Client(
        id,
        "An agent",
        Client.Origin.DYNAMIC,
        List.of("http://127.0.0.1/b", "http://127.0.0.1/a"),
        proof,
        BoundTokens.REQUIRED,
        T);
  }

  @Test
  void aGrantIsThereAfterReopening() throws Exception {
    store.grants().record(grant("g1"));

    reopen();

    assertThat(store.grants().find("g1")).contains(grant("g1"));
  }

  @Test
  void aGrantWithoutScopesIsThereAfterReopening() throws Exception {
    Grant bare = new Grant("g1", "i", "alice", "client", "r", Set.of(), T, T);
    store.grants().record(bare);

    reopen();

    assertThat(store.grants().find("g1")).contains(bare);
  }

  @Test
  void aRevokedGrantIsGoneAtOnceAndAfterReopening() throws Exception {
    store.grants().record(grant("g1"));

    assertThat(store.grants().revoke("g1")).isTrue();

    assertThat(store.grants().find("g1")).isEmpty();
    reopen();
    assertThat(store.grants().all()).isEmpty();
  }

  @Test
  void revokingAnUnknownGrantSaysSo() {
    assertThat(store.grants().revoke("g1")).isFalse();
  }

  @Test
  void anEnrolledGrantIsTheFirstOneOfItsId() throws Exception {
    store.grants().enrol(grant("g1"));
    Grant later = new Grant("g1", "other", "alice", "client", "r", Set.of(), T, Instant.MAX);

    assertThat(store.grants().enrol(later)).contains(grant("g1"));
    reopen();
    assertThat(store.grants().enrol(later)).contains(grant("g1"));
  }

  @Test
  void anEnrolledGrantMayHaveNoEnd() throws Exception {
    Grant endless = new Grant("g1", "i", "alice", "client", "r", Set.of(), T, Instant.MAX);
    store.grants().enrol(endless);

    reopen();

    assertThat(store.grants().find("g1")).contains(endless);
  }

  @Test
  void aRevokedGrantIsNeverEnrolledAgain() throws Exception {
    store.grants().enrol(grant("g1"));
    store.grants().revoke("g1");

    assertThat(store.grants().enrol(grant("g1"))).isEmpty();
    reopen();
    assertThat(store.grants().enrol(grant("g1"))).isEmpty();
  }

  @Test
  void aRevokedGrantIsNeverRecordedAgain() {
    store.grants().record(grant("g1"));
    store.grants().revoke("g1");

    assertThatThrownBy(() -> store.grants().record(grant("g1")))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(store.grants().find("g1")).isEmpty();
  }

  @Test
  void aKnownAgentIsNotEnrolledAnew() throws Exception {
    Agent first = new Agent("client", "first", "dcr", T, Agent.State.ACTIVE);
    store.agents().enrol(first);

    Agent known =
        store.agents().enrol(new Agent("client", "second", "cimd", T, Agent.State.ACTIVE));

    assertThat(known).isEqualTo(first);
    reopen();
    assertThat(store.agents().all()).containsExactly(first);
  }

  @Test
  void aRevokedAgentStaysRevoked() throws Exception {
    Agent agent = new Agent("client", "name", "dcr", T, Agent.State.ACTIVE);
    store.agents().enrol(agent);

    assertThat(store.agents().revoke("client")).isTrue();

    assertThat(store.agents().enrol(agent).state()).isEqualTo(Agent.State.REVOKED);
    assertThat(store.agents().revoke("client")).isFalse();
    reopen();
    assertThat(store.agents().find("client").orElseThrow().state()).isEqualTo(Agent.State.REVOKED);
  }

  @Test
  void pinsOfTheFirstContactAreThereAfterReopening() throws Exception {
    Pin read = new Pin("files", "read", "sha256:aa", T);
    Pin write = new Pin("files", "write", "sha256:bb", T);
    store.pins().pinFirst("files", List.of(read, write), T);

    reopen();

    assertThat(store.pins().firstContact("files")).contains(T);
    assertThat(store.pins().all("files")).containsExactly(read, write);
  }

  @Test
  void anAcceptedDefinitionTakesThePlaceOfTheEarlierOne() throws Exception {
    store.pins().pinFirst("files", List.of(new Pin("files", "read", "sha256:aa", T)), T);
    Pin newer = new Pin("files", "read", "sha256:cc", T.plusSeconds(9));
    store.pins().accept(newer);

    reopen();

    assertThat(store.pins().find("files", "read")).contains(newer);
    assertThat(store.pins().firstContact("files")).contains(T);
  }

  @Test
  void anUnknownUpstreamHasNoPins() {
    assertThat(store.pins().all("nobody")).isEmpty();
    assertThat(store.pins().firstContact("nobody")).isEmpty();
  }

  static List<ClientProof> proofs() {
    return List.of(
        new ClientProof.None(), new ClientProof.Secret("00ff"), new ClientProof.Keys("{}"));
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void aClientIsThereAfterReopening(ClientProof proof) throws Exception {
    store.clients().keep(client("c1", proof));

    reopen();

    assertThat(store.clients().find("c1")).contains(client("c1", proof));
  }

  @Test
  void onlyUnusedClientsAreForgotten() throws Exception {
    store.clients().keep(client("unused", new ClientProof.None()));
    store.clients().keep(client("used", new ClientProof.None()));
    store.clients().used("used", T);
    reopen();

    assertThat(store.clients().forgetUnused(T.plusNanos(1))).isEqualTo(1);

    reopen();
    assertThat(store.clients().find("unused")).isEmpty();
    assertThat(store.clients().count()).isEqualTo(1);
  }

  @Test
  void aClientRegisteredAtTheLimitIsKept() {
    store.clients().keep(client("unused", new ClientProof.None()));

    assertThat(store.clients().forgetUnused(T)).isZero();
  }

  @Test
  void aFamilyMovesOnOnceFromEachGeneration() throws Exception {
    Authentication login = new Authentication(T, "pwd");
    store.families().begin(new RefreshFamily("g1", 0, T, login));

    assertThat(store.families().advance("g1", 0, T.plusSeconds(1), new KeyBinding.None())).isTrue();

    assertThat(store.families().advance("g1", 0, T.plusSeconds(2), new KeyBinding.None()))
        .isFalse();
    reopen();
    assertThat(store.families().find("g1"))
        .contains(new RefreshFamily("g1", 1, T.plusSeconds(1), login));
  }

  // RFC 9449 §5: the binding holds for as long as the refresh token does.
  @Test
  void aFamilyStaysBoundToItsKey() throws Exception {
    KeyBinding key = new KeyBinding.Dpop("a-thumbprint");
    store.families().begin(new RefreshFamily("g1", 0, T, new Authentication(T, "pwd"), key));
    reopen();

    assertThat(store.families().find("g1")).map(RefreshFamily::key).contains(key);
  }

  @Test
  void aFamilyThatIsBoundLaterStaysSo() throws Exception {
    KeyBinding key = new KeyBinding.Dpop("a-thumbprint");
    store.families().begin(new RefreshFamily("g1", 0, T, new Authentication(T, "pwd")));
    store.families().advance("g1", 0, T, key);
    reopen();

    assertThat(store.families().find("g1")).map(RefreshFamily::key).contains(key);
  }

  @Test
  void oneOfManyConcurrentRotationsWins() throws Exception {
    store.families().begin(new RefreshFamily("g1", 0, T, new Authentication(T, "pwd")));
    List<Callable<Boolean>> rotations = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rotations.add(() -> store.families().advance("g1", 0, T, new KeyBinding.None()));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(rotations)).extracting(Future::get).containsOnlyOnce(true);
    }
  }

  @Test
  void anEndedFamilyIsGone() throws Exception {
    store.families().begin(new RefreshFamily("g1", 0, T, new Authentication(T, "pwd")));
    store.families().end("g1");

    reopen();

    assertThat(store.families().find("g1")).isEmpty();
    assertThat(store.families().advance("g1", 0, T, new KeyBinding.None())).isFalse();
  }

  @Test
  void aUserIsKeptReplacedAndRemoved() throws Exception {
    store.users().keep(new User("alice", "", T));
    store.users().keep(new User("alice", "$argon2id$x", T));
    reopen();

    assertThat(store.users().find("alice")).contains(new User("alice", "$argon2id$x", T));
    assertThat(store.users().remove("alice")).isTrue();

    reopen();
    assertThat(store.users().names()).isEmpty();
    assertThat(store.users().remove("alice")).isFalse();
  }

  @Test
  void aSubjectKeepsItsKey() throws Exception {
    byte[] key = store.subjectKeys().keyOf("alice");
    reopen();

    assertThat(store.subjectKeys().keyOf("alice")).hasSize(32).isEqualTo(key);
    assertThat(store.subjectKeys().keyOf("bob")).isNotEqualTo(key);
    assertThat(store.subjectKeys().subjects()).containsExactly("alice", "bob");
  }

  @Test
  void concurrentFirstUsesGetOneKey() throws Exception {
    List<Callable<byte[]>> uses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      uses.add(() -> store.subjectKeys().keyOf("alice"));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(uses))
          .extracting(Future::get)
          .allSatisfy(key -> assertThat(key).isEqualTo(store.subjectKeys().keyOf("alice")));
    }
  }

  @Test
  void concurrentWritersAllFindTheirRowsAfterReopening() throws Exception {
    List<Callable<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String id = "g" + i;
      writes.add(() -> {
        store.grants().record(grant(id));
        return store.grants().find(id).isPresent();
      });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(writes)).extracting(Future::get).containsOnly(true);
    }

    reopen();

    assertThat(store.grants().all()).hasSize(100);
  }

  @Test
  void aSecondHolderOfTheDirectoryIsRefused() {
    assertThatThrownBy(() -> SqlStore.open(directory, CLOCK, RANDOM))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds the data directory already");
  }

  @Test
  void onlyTheOwnerCanReadTheFiles() throws Exception {
    store.grants().record(grant("g1"));

    for (String name : List.of("guard.db", "guard.db-wal", "lock")) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
          .as(name)
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void aFileOfANewerVersionIsRefused() throws Exception {
    store.close();
    sql("INSERT INTO schema_version (version) VALUES (999)");

    assertThatThrownBy(() -> SqlStore.open(directory, CLOCK, RANDOM))
        .hasMessageContaining("newer version");

    sql("DELETE FROM schema_version WHERE version = 999");
    open();
  }

  @Test
  void aFileThatIsNoStoreIsRefused() throws Exception {
    Path other = directory.resolve("other");
    Files.createDirectories(other);
    Files.writeString(other.resolve("guard.db"), "no database at all, but long enough to look");

    assertThatThrownBy(() -> SqlStore.open(other, CLOCK, RANDOM)).isInstanceOf(IOException.class);
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("guard.db"));
        Statement run = connection.createStatement()) {
      run.executeUpdate(statement);
    }
  }
}
