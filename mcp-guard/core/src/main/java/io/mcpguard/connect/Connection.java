package io.mcpguard.connect;

import io.mcpguard.http.Http1Client;
import io.mcpguard.stdio.LineWriter;
import io.mcpguard.upstream.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A local program on standard input and output, and the remote server it is connected to. */
public final class Connection implements AutoCloseable {
  private static final Duration TO_FINISH = Duration.ofSeconds(5);

  private final Http1Client client;
  private final McpHttp http;
  private final Notices notices;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Connection(Http1Client client, McpHttp http, Notices notices) {
    this.client = client;
    this.http = http;
    this.notices = notices;
  }

  /**
   * A connection that nothing was asked of yet.
   *
   * @param browser what shows the login
   * @param notices what is said to the user
   * @throws IOException when what an earlier one left cannot be used, or others could have read it
   */
  public static Connection open(
      ConnectSettings settings, InstantSource clock, WebBrowser browser, Notices notices)
      throws IOException {
    SecureRandom random = new SecureRandom();
    GrantFile file = GrantFile.of(settings.state(), settings.endpoint(), random);
    Http1Client client = Http1Client.trustingPlatform(settings.policy());
    OAuthRequests requests = new OAuthRequests(client, settings);
    Login login = new Login(settings, requests, clock, browser, notices, random);
    Authorization authorization =
        new Authorization(
            file, login, new TokenRequests(requests, clock), settings, clock, notices);
    try {
      authorization.begin();
    } catch (IOException e) {
      client.close();
      throw e;
    }
    return new Connection(
        client, new McpHttp(client, settings.endpoint(), authorization, clock), notices);
  }

  /** Relays until {@code in} ends, nobody reads {@code out} any more, or {@link #stop}. */
  public void serve(InputStream in, OutputStream out) throws InterruptedException {
    LineWriter writer = new LineWriter(out, ended::countDown);
    Relay relay = new Relay(http, writer, notices, new CountDownLatch(1));
    // Of the platform's: a read of standard input holds its thread.
    Thread.ofPlatform().daemon().name("stdin").start(() -> read(in, relay));
    ended.await();
    relay.end(TO_FINISH);
  }

  /** Has {@link #serve} end, from another thread. */
  public void stop() {
    ended.countDown();
  }

  @Override
  public void close() {
    http.close();
    client.close();
  }

  private void read(InputStream in, Relay relay) {
    LineReader lines = new LineReader(in, Answers.MOST_BYTES);
    try {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (lines.wasCut()) {
          relay.refuseBeyond();
        } else {
          relay.take(line.get());
        }
      }
    } catch (IOException closed) {
      // As if it had ended.
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }
}
