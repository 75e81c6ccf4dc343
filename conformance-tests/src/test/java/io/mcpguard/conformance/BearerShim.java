package io.mcpguard.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Adds a bearer token for clients that cannot send one: the official suite has no option for
 * headers. Everything else passes as it came, Host and Origin above all, since the suite tests
 * them. One request per connection, so that an answer may stream as long as it likes.
 */
final class BearerShim implements AutoCloseable {
  private final ServerSocket server;
  private final AtomicReference<String> token = new AtomicReference<>("");
  private final AtomicReference<Optional<Renaming>> renaming =
      new AtomicReference<>(Optional.empty());
  private volatile int target;

  private BearerShim(ServerSocket server) {
    this.server = server;
  }

  /** Listens at once; where to is told later, because the guard must know our address first. */
  static BearerShim start() throws IOException {
    BearerShim shim = new BearerShim(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
    Thread.startVirtualThread(shim::accept);
    return shim;
  }

  void leadTo(int port) {
    target = port;
  }

  void presenting(String bearer) {
    token.set(bearer);
  }

  /** Passes everything on under other names from now on. */
  void renaming(Renaming names) {
    renaming.set(Optional.of(names));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.startVirtualThread(() -> relay(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket guard = new Socket()) {
      guard.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      byte[] body = in.readNBytes(length(head));
      Optional<Renaming> names = renaming.get().filter(any -> isForMcp(head));
      send(guard.getOutputStream(), head, body, names);
      watch(in, guard);
      if (names.isPresent()) {
        names
            .get()
            .answer(new BufferedInputStream(guard.getInputStream()), client.getOutputStream());
      } else {
        guard.getInputStream().transferTo(new Flushing(client.getOutputStream()));
      }
    } catch (IOException e) {
      // Either side went away; closing both is all there is to do.
    }
  }

  private static boolean isForMcp(String head) {
    return head.lines().findFirst().orElse("").matches("[A-Z]+ /mcp HTTP/1\\.1");
  }

  private void send(OutputStream out, String head, byte[] body, Optional<Renaming> names)
      throws IOException {
    byte[] sent = names.map(known -> known.request(body)).orElse(body);
    String lines = names.map(known -> known.head(dressed(head), sent.length)).orElse(dressed(head));
    out.write(lines.getBytes(StandardCharsets.ISO_8859_1));
    out.write(sent);
    out.flush();
  }

  /** A client that goes away closes the way to the guard, as without us. */
  private static void watch(InputStream client, Socket guard) {
    Thread.startVirtualThread(() -> {
      try (guard) {
        client.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // Gone in another way; the socket is closed all the same.
      }
    });
  }

  private String dressed(String head) {
    int end = head.indexOf("\r\n") + 2;
    String lines = head.substring(end).replaceAll("(?im)^connection:[^\r\n]*\r\n", "");
    String bearer = token.get();
    boolean add =
        !bearer.isEmpty() && !("\n" + lines.toLowerCase(Locale.ROOT)).contains("\nauthorization:");
    return head.substring(0, end)
        + "Connection: close\r\n"
        + (add ? "Authorization: Bearer " + bearer + "\r\n" : "")
        + lines;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client went away");
      }
      head.write(next);
      text = next == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
    }
    return text;
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  /** Passes on each piece as it comes. */
  private static final class Flushing extends OutputStream {
    private final OutputStream out;

    Flushing(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      out.flush();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      out.flush();
    }
  }
}
