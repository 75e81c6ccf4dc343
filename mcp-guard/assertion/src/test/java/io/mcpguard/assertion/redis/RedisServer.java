package io.mcpguard.assertion.redis;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A real server on loopback that keeps nothing on disk. */
final class RedisServer implements AutoCloseable {
  private static final int TRIES = 5;

  /** No connection going out takes one of these: Linux gives those from 32768 on. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;

  private final Process process;
  private final int port;

  private RedisServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program, if this machine has one. */
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(folder -> Stream.of("valkey-server", "redis-server").map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts at a port that is free, as far as can be told before. */
  static RedisServer start(String... options) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      Optional<RedisServer> started = startAt(port, options);
      if (started.isPresent()) {
        return started.get();
      }
    }
    throw new IOException("the server did not start");
  }

  /** The same address, and nothing remembered. */
  RedisServer again() throws IOException {
    return startAt(port).orElseThrow();
  }

  private static Optional<RedisServer> startAt(int port, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(program().orElseThrow().toString(), "--bind", "127.0.0.1"));
    command.addAll(List.of("--port", Integer.toString(port), "--save", "", "--appendonly", "no"));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader says = process.inputReader(StandardCharsets.UTF_8);
    for (String line = says.readLine(); line != null; line = says.readLine()) {
      if (line.contains("Ready to accept connections")) {
        return Optional.of(new RedisServer(process, port));
      }
    }
    return Optional.empty();
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Kills it, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
