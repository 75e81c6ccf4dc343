package io.mcpguard.storage;

import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.audit.SubjectKeys;
import io.mcpguard.authserver.client.RegisteredClients;
import io.mcpguard.authserver.token.RefreshFamilies;
import io.mcpguard.authserver.user.Users;
import io.mcpguard.catalog.PinBook;
import io.mcpguard.delegation.GrantBook;
import io.mcpguard.upstream.SessionBook;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * Everything durable but the ledger and the keys, in the file {@code guard.db} of a data directory.
 *
 * <p>Each part keeps its rows in memory and writes through: a read touches no disk, a write is
 * durable when it returns, and a write that fails changes nothing.
 */
public final class SqlStore implements AutoCloseable {
  private final DataDirectory directory;
  private final Database database;
  private final SqlGrantBook grants;
  private final SqlAgentRegistry agents;
  private final SqlPinBook pins;
  private final SqlRegisteredClients clients;
  private final SqlRefreshFamilies families;
  private final SqlUsers users;
  private final SqlSubjectKeys subjectKeys;
  private final SqlSessionBook sessions;

  private SqlStore(
      DataDirectory directory, Database database, InstantSource clock, SecureRandom random)
      throws IOException {
    this.directory = directory;
    this.database = database;
    Migrations.run(database);
    EndedGrants ended = new EndedGrants(database, clock);
    database.transaction(ended::forget);
    this.families = new SqlRefreshFamilies(database);
    this.grants = new SqlGrantBook(database, ended, families);
    this.agents = new SqlAgentRegistry(database);
    this.pins = new SqlPinBook(database);
    this.clients = new SqlRegisteredClients(database);
    this.users = new SqlUsers(database);
    this.subjectKeys = new SqlSubjectKeys(database, random);
    this.sessions = new SqlSessionBook(database, clock, SqlSessionBook.Room.usual());
  }

  /**
   * Takes the directory and opens the store in it, or begins one there.
   *
   * @param clock says when a grant has ended for so long that it is forgotten, and when a session
   *     has expired
   * @param random source of the subjects' keys
   * @throws IOException when another process has the directory, or the file is no store of ours
   */
  public static SqlStore open(Path dataDirectory, InstantSource clock, SecureRandom random)
      throws IOException {
    DataDirectory directory = DataDirectory.take(dataDirectory);
    try {
      return open(directory, clock, random);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Loads what a store is opened with, and opens none: for a thread beside the one that will. What
   * cannot be loaded is told by that.
   */
  public static void load() {
    Database.load();
  }

  private static SqlStore open(DataDirectory directory, InstantSource clock, SecureRandom random)
      throws IOException {
    Database database = Database.open(directory.path().resolve("guard.db"));
    try {
      return new SqlStore(directory, database, clock, random);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** The users' grants. */
  public GrantBook grants() {
    return grants;
  }

  /** The agents. */
  public AgentRegistry agents() {
    return agents;
  }

  /** The pinned tool definitions. */
  public PinBook pins() {
    return pins;
  }

  /** The dynamically registered clients. */
  public RegisteredClients clients() {
    return clients;
  }

  /** The refresh token families. */
  public RefreshFamilies families() {
    return families;
  }

  /** The embedded users. */
  public Users users() {
    return users;
  }

  /**
   * Leaves nothing of what was deleted in the store's files; after an erasure.
   *
   * @throws StoreUnavailable when something may be left there
   */
  public void scrub() {
    database.scrub();
  }

  /** The keys that hide persons in the ledger. */
  public SubjectKeys subjectKeys() {
    return subjectKeys;
  }

  /** What is known of legacy sessions beyond their ids. */
  public SessionBook sessions() {
    return sessions;
  }

  /** The directory, held until this is closed. */
  public Path directory() {
    return directory.path();
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      database.close();
    }
  }
}
