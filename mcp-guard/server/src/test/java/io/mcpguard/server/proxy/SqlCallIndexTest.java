package io.mcpguard.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.provenance.IndexedCall;
import io.mcpguard.provenance.LiveCalls.Lookup;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "A live index in the durable store that is rebuilt from the ledger and equal to it". */
class SqlCallIndexTest {
  private static final int LEAVES = 700;

  @TempDir private Path folder;
  private Path index = Path.of("");

  @BeforeEach
  void name() {
    index = folder.resolve(FollowedLedger.INDEX);
  }

  private void write(long seed, String prefix, int leaves) throws Exception {
    try (FollowedLedger followed = FollowedLedger.in(folder)) {
      write(followed, new CallMix(seed, prefix, followed.size()), leaves);
      followed.rows();
    }
  }

  private static void write(FollowedLedger followed, CallMix mix, int leaves) throws Exception {
    for (int i = 0; i < leaves; i++) {
      followed.append(mix.leaf());
    }
  }

  private List<IndexedCall> rebuilt() throws Exception {
    try (FollowedLedger fresh = FollowedLedger.in(folder, folder.resolve("rebuilt.db"))) {
      return fresh.rows();
    }
  }

  private List<IndexedCall> kept() throws Exception {
    try (FollowedLedger followed = FollowedLedger.in(folder)) {
      return followed.rows();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatWasFollowedIsWhatIsRebuilt(long seed) throws Exception {
    List<IndexedCall> live;
    try (FollowedLedger followed = FollowedLedger.in(folder)) {
      CallMix mix = new CallMix(seed, "c", 0);
      for (int part = 0; part < 3; part++) {
        write(followed, mix, LEAVES / 3);
        followed.find("c" + part);
      }
      live = followed.rows();

      assertThat(followed.graph()).isEqualTo(followed.rebuiltGraph());
    }

    assertThat(live).hasSizeGreaterThan(100).isEqualTo(rebuilt());
  }

  @Test
  void aFollowerThatIsKilledGoesOnWhereItWas() throws Exception {
    for (int round = 1; round <= 3; round++) {
      followUntilKilled(round);
    }

    try (FollowedLedger followed = FollowedLedger.in(folder)) {
      assertThat(followed.rows()).isNotEmpty();
      assertThat(followed.graph()).isEqualTo(followed.rebuiltGraph());
    }
    assertThat(kept()).isEqualTo(rebuilt());
  }

  private void followUntilKilled(int round) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingIndex.class.getName(),
                folder.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
      for (int said = 0; said < 4; said++) {
        assertThat(lines.readLine()).isNotNull();
      }
      writer.toHandle().destroyForcibly();
      while (lines.readLine() != null) {
        // until its end of the pipe is closed
      }
    }
    writer.waitFor();
  }

  @Test
  void aCallIsFoundAsSoonAsItIsDurable() throws Exception {
    try (FollowedLedger followed = FollowedLedger.in(folder)) {
      write(followed, new CallMix(5, "c", 0), 50);

      assertThat(followed.find("c1")).isInstanceOf(Lookup.Found.class);
      assertThat(followed.find("c0")).isInstanceOf(Lookup.Unknown.class);
    }
  }

  @Test
  void aFileThatIsNoIndexIsReplaced() throws Exception {
    write(6, "c", LEAVES);
    Files.writeString(index, "this is no database, and long enough to be none ".repeat(100));

    assertThat(kept()).isEqualTo(rebuilt());
  }

  @Test
  void anIndexWithDamagedPagesIsMadeAnew() throws Exception {
    write(7, "c", LEAVES);
    byte[] pages = Files.readAllBytes(index);
    for (int at = 4096; at < pages.length; at += 7) {
      pages[at] ^= 0x55;
    }
    Files.write(index, pages);

    assertThat(kept()).isEqualTo(rebuilt());
  }

  @Test
  void anIndexOfAnotherLogIsMadeAnew(@TempDir Path other) throws Exception {
    write(8, "c", LEAVES);
    try (FollowedLedger foreign = FollowedLedger.in(other)) {
      write(foreign, new CallMix(9, "f", 0), LEAVES);
      foreign.rows();
    }
    Files.copy(other.resolve(FollowedLedger.INDEX), index, StandardCopyOption.REPLACE_EXISTING);

    assertThat(kept()).extracting(IndexedCall::txn).allMatch(txn -> txn.startsWith("c"));
    assertThat(kept()).isEqualTo(rebuilt());
  }

  @Test
  void anIndexThatIsAheadOfTheLogIsMadeAnew(@TempDir Path longer) throws Exception {
    write(10, "c", 100);
    try (FollowedLedger ahead = FollowedLedger.in(longer)) {
      write(ahead, new CallMix(10, "c", 0), 300);
      ahead.rows();
    }
    Files.copy(longer.resolve(FollowedLedger.INDEX), index, StandardCopyOption.REPLACE_EXISTING);

    assertThat(kept()).isEqualTo(rebuilt());
  }

  @Test
  void aRowThatTheLogDoesNotBearOutIsNotBelieved() throws Exception {
    write(11, "c", LEAVES);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + index);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE calls SET decision = decision + 100000 WHERE txn = 'c1'");
    }

    try (FollowedLedger followed = FollowedLedger.in(folder)) {
      assertThat(followed.find("c1")).isInstanceOf(Lookup.Found.class);
    }
    assertThat(kept()).isEqualTo(rebuilt());
  }

  @Test
  void anIndexOfAnotherFormIsMadeAnew() throws Exception {
    write(12, "c", 100);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + index);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE position SET form = form + 1");
    }

    assertThat(kept()).isEqualTo(rebuilt());
  }
}
