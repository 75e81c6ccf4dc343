package io.mcpguard.examples.chain;

import io.mcpguard.authserver.user.User;
import io.mcpguard.examples.verified.ServerOptions;
import io.mcpguard.examples.verified.VerifiedToolServer;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardServer;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.Ports;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Alice asks her agent to settle an invoice; the agent calls the bookkeeper, and the bookkeeper
 * calls payments, each through the guard.
 */
final class Chain implements AutoCloseable {
  static final String TRUST_DOMAIN = "chain.mcp-guard";
  private static final String PASSWORD = "correct horse battery staple";
  private static final long MOST_WAIT_NANOS = 60_000_000_000L;

  private final Path configuration;
  private final URI publicUrl;
  private final VerifiedToolServer payments;
  private final Bookkeeper books;
  private final GuardServer guard;

  /** Starts everything in {@code folder}. */
  Chain(Path folder) throws Exception {
    this.publicUrl = URI.create("http://127.0.0.1:" + Ports.free());
    String[] options = {
      "--port",
      "0",
      "--trust-domain",
      TRUST_DOMAIN,
      "--issuer",
      publicUrl.toString(),
      "--keys",
      publicUrl + "/.well-known/jwks.json"
    };
    this.payments = VerifiedToolServer.start(ServerOptions.parse(options), InstantSource.system());
    this.books = new Bookkeeper(publicUrl, TRUST_DOMAIN, ServerOptions.parse(options).keys());
    this.configuration = folder.resolve("guard.yaml");
    Files.writeString(
        configuration,
        """
        listen: { mcp: "127.0.0.1:%d", admin: "127.0.0.1:%d", public-url: "%s" }
        trust-domain: %s
        data: %s
        authorization: { embedded: {} }
        users: { alice: { may: [books.settle, invoices.pay] } }
        upstreams:
          books: { url: "%s", server: "%s", assertion: txn-token }
          payments: { url: "%s", server: "%s", assertion: txn-token }
        scopes:
          books.settle: { says: "Settle your invoices", tools: [books/settle] }
          invoices.pay: { says: "Pay your invoices", tools: [payments/pay_invoice] }
        default-scope: [books.settle]
        """
            .formatted(
                publicUrl.getPort(),
                Ports.free(),
                publicUrl,
                TRUST_DOMAIN,
                folder.resolve("data"),
                books.endpoint(),
                books.endpoint(),
                payments.endpoint(),
                payments.endpoint()));
    this.guard = GuardServer.open((ConfigurationRead.Read) Configuration.read(configuration));
    String hash = guard.authorizationServer().passwords().hash(PASSWORD);
    guard.store().users().keep(new User("alice", hash, InstantSource.system().instant()));
    guard.start();
    awaitTools();
  }

  private void awaitTools() throws InterruptedException, IOException {
    long end = System.nanoTime() + MOST_WAIT_NANOS;
    while (guard.guard().catalog().seen("books").isEmpty()
        || guard.guard().catalog().seen("payments").isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IOException("the tool servers did not answer within a minute");
      }
      Thread.sleep(20);
    }
  }

  /**
   * Lets alice's agent settle an invoice.
   *
   * @return what the agent got; its receipt names the call of {@code settle}
   */
  Answer settle(String invoice, String amount) throws Exception {
    books.paysBy(
        new NextCall(endpoint("payments"), token("bookkeeper", "payments", "invoices.pay")));
    ScriptedClient agent =
        new ScriptedClient(endpoint("books")).withBearer(token("agent", "books", "books.settle"));
    agent.initialize("2025-11-25");
    return agent.call(
        "settle", "{\"invoice\":\"%s\",\"amount\":\"%s\"}".formatted(invoice, amount));
  }

  /** A token of a client's own for alice, who logs in and consents. */
  private String token(String client, String server, String scope) throws Exception {
    ScriptedAgent agent =
        ScriptedAgent.registering(publicUrl, client, URI.create("http://127.0.0.1:49152/callback"));
    return agent.login(Browser.of("alice", PASSWORD), endpoint(server).toString(), scope).access();
  }

  private URI endpoint(String server) {
    return publicUrl.resolve("/mcp/" + server);
  }

  Path configuration() {
    return configuration;
  }

  @Override
  public void close() throws IOException {
    guard.close();
    books.close();
    payments.close();
  }
}
