package io.mcpguard.connect;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where the browser comes back to: a port of 127.0.0.1 that listens until one answer has come (RFC
 * 8252 §7.3).
 *
 * <p>The attacker is any page or program on the machine, which can connect as often as it likes
 * before the browser does. Only a request with our state is an answer; everything else is told
 * nothing, and neither ends the wait nor holds it up.
 */
final class LoopbackRedirect implements AutoCloseable {
  static final String PATH = "/callback";

  private static final int MOST_AT_ONCE = 16;
  private static final int MOST_HEAD = 16 * 1024;
  private static final Duration TO_ASK = Duration.ofSeconds(5);

  private final ServerSocket socket;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

  private LoopbackRedirect(ServerSocket socket) {
    this.socket = socket;
  }

  /** Listens at a port of the system's choice. */
  static LoopbackRedirect open() throws IOException {
    ServerSocket socket = new ServerSocket();
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    socket.bind(new InetSocketAddress(loopback, 0), MOST_AT_ONCE);
    return new LoopbackRedirect(socket);
  }

  /** The redirect URI. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + PATH);
  }

  /**
   * Waits for the answer with this state.
   *
   * @return its parameters; nothing when none came in time
   */
  Optional<Map<String, String>> await(String state, Duration atMost) throws InterruptedException {
    Thread.ofVirtual().name("redirect").start(() -> listen(state));
    try {
      return Optional.of(answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException nobodyCame) {
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("the answer is only ever completed", impossible);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void listen(String state) {
    while (!socket.isClosed()) {
      try {
        Socket browser = socket.accept();
        if (places.tryAcquire()) {
          Thread.ofVirtual().name("redirect-request").start(() -> answer(browser, state));
        } else {
          browser.close();
        }
      } catch (IOException closed) {
        // The socket is closed, or this connection came to nothing.
      }
    }
  }

  private void answer(Socket browser, String state) {
    try (browser) {
      browser.setSoTimeout((int) TO_ASK.toMillis());
      Page page = page(head(browser.getInputStream()), state);
      browser.getOutputStream().write(page.response());
      browser.shutdownOutput();
    } catch (IOException gone) {
      // Whoever it was asks again or does not.
    } finally {
      places.release();
    }
  }

  private Page page(String head, String state) {
    String[] line = head.split("\r\n", 2)[0].split(" ", -1);
    boolean forUs = line.length == 3 && line[0].equals("GET") && line[1].startsWith(PATH + "?");
    if (!forUs) {
      return Page.NOT_FOUND;
    }
    try {
      Map<String, String> fields = Form.read(line[1].substring(PATH.length() + 1));
      boolean ours =
          MessageDigest.isEqual(
              fields.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8),
              state.getBytes(StandardCharsets.UTF_8));
      if (!ours) {
        return Page.UNASKED;
      }
      return answer.complete(fields) ? Page.DONE : Page.UNASKED;
    } catch (IllegalArgumentException malformed) {
      return Page.UNASKED;
    }
  }

  /** The request up to its empty line, or as much of it as is read. */
  private static String head(InputStream in) throws IOException {
    byte[] bytes = new byte[MOST_HEAD];
    int length = 0;
    while (length < MOST_HEAD) {
      int got = in.read(bytes, length, MOST_HEAD - length);
      if (got < 0) {
        break;
      }
      length += got;
      String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      if (head.contains("\r\n\r\n")) {
        return head;
      }
    }
    return "";
  }

  /** What the browser shows; nothing of the request is in it. */
  private enum Page {
    DONE("200 OK", "You can close this window and go back to your program."),
    UNASKED("400 Bad Request", "Nobody asked for this answer. Begin again from your program."),
    NOT_FOUND("404 Not Found", "There is nothing here.");

    private final String status;
    private final String text;

    Page(String status, String text) {
      this.status = status;
      this.text = text;
    }

    byte[] response() {
      String body =
          "<!doctype html><meta charset=utf-8><title>mcp-guard</title><p>" + text + "</p>\n";
      return ("HTTP/1.1 "
              + status
              + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
              + body.length()
              + "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'"
              + "\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store"
              + "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
              + body)
          .getBytes(StandardCharsets.US_ASCII);
    }
  }
}
