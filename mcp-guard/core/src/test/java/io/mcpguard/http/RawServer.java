package io.mcpguard.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A loopback server that says byte by byte what a test wants, and remembers what it was told. */
public final class RawServer implements AutoCloseable {
  private final ServerSocket listening;
  private final Script script;
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** What happens on one connection. */
  @FunctionalInterface
  public interface Script {
    void run(RawServer server, Socket socket) throws IOException;
  }

  private RawServer(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  public static RawServer running(Script script) throws IOException {
    return new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  /** Answers every request on a connection with the same bytes. */
  public static RawServer answering(String answer) throws IOException {
    return running((server, socket) -> {
      while (server.readRequest(socket)) {
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      }
    });
  }

  /** Answers the first request of each connection and then closes it. */
  public static RawServer answeringOnce(String answer) throws IOException {
    return running((server, socket) -> {
      server.readRequest(socket);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    });
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
  }

  public String url(String path) {
    return "http://127.0.0.1:" + listening.getLocalPort() + path;
  }

  public int accepted() {
    return accepted.get();
  }

  public List<String> heads() {
    return heads;
  }

  public List<String> bodies() {
    return bodies;
  }

  /** Reads one request with its body; false at the end of the connection. */
  public boolean readRequest(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    heads.add(head.toString());
    bodies.add(new String(in.readNBytes(length(head.toString())), StandardCharsets.UTF_8));
    return true;
  }

  /** Reads requests until the connection ends and answers none. */
  public void staySilent(Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.startsWith("Content-Length: "))
        .mapToInt(line -> Integer.parseInt(line.substring(16)))
        .sum();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        accepted.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(this, socket);
    } catch (IOException gone) {
      // The client under test went away.
    }
  }
}
