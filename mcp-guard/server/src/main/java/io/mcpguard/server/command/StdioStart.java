package io.mcpguard.server.command;

import io.mcpguard.authn.LocalUser;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.attach.Attachment;
import io.mcpguard.server.attach.Hello;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardAccess;
import io.mcpguard.server.proxy.StdioGuard;
import io.mcpguard.storage.DataDirectoryHeld;
import io.mcpguard.storage.StoreUnavailable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;

/**
 * One run of {@code stdio}: through the guard that runs, else alone.
 *
 * @param server the upstream to serve; {@link StdioGuard#ALL} serves all of them
 * @param patience how long a data directory may be held by who does not serve this process's host
 */
record StdioStart(
    ConfigurationRead.Read read,
    LocalUser user,
    String server,
    Printer printer,
    Duration patience) {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** The exit code, once the host has left or nothing can be served. */
  int run() throws InterruptedException {
    try {
      return served();
    } catch (DataDirectoryHeld held) {
      return refused(
          held.getMessage()
              + ". If it is a guard with this configuration, have the host connect to "
              + read.configuration().listen().publicUrl()
              + (server.isEmpty() ? "/mcp" : "/mcp/" + server));
    } catch (IOException | StoreUnavailable e) {
      return refused("the guard cannot run: " + e.getMessage());
    }
  }

  /**
   * A guard that starts holds the data directory a moment before it can be attached to, one that
   * stops a moment longer, and commands that look at its state hold it too.
   */
  private int served() throws IOException, InterruptedException {
    GuardAccess running = new GuardAccess(read.configuration());
    Deadline end = Deadline.in(patience);
    while (true) {
      switch (running.attach(new Hello(server, read.digest()), user)) {
        case Attachment.Attempt.Attached(Attachment attachment) -> {
          return through(attachment);
        }
        case Attachment.Attempt.Refused(AdminAnswer why) -> {
          printer.refuse(List.of(why.said()), why);
          return why.exit();
        }
        case Attachment.Attempt.Alone alone -> {}
      }
      try {
        return alone();
      } catch (DataDirectoryHeld held) {
        if (end.isOver()) {
          throw held;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private int through(Attachment attachment) throws IOException {
    try (attachment) {
      say(Launched.By.ONE_THAT_RUNS);
      return switch (attachment.relay(
          new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out))) {
        case HOST -> CommandLine.ExitCode.OK;
        case GUARD -> refused("the guard that served this host has ended; start the command again");
      };
    }
  }

  private int alone() throws IOException, InterruptedException {
    try (StdioGuard guard = StdioGuard.open(read, user, server)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(guard), "stop"));
      guard.start();
      say(Launched.By.THIS_PROCESS);
      guard.serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
      return CommandLine.ExitCode.OK;
    }
  }

  private void say(Launched.By by) {
    List<String> serving =
        server.isEmpty() ? List.copyOf(read.configuration().upstreams().keySet()) : List.of(server);
    Launched launched = new Launched(read.relaxations(), user.name(), serving, by);
    printer.lines(launched.text(), launched.json());
  }

  private int refused(String said) {
    AdminAnswer answer = AdminAnswer.unreachable(said);
    printer.refuse(List.of(said), answer);
    return answer.exit();
  }

  private static void close(StdioGuard guard) {
    try {
      guard.close();
    } catch (IOException e) {
      System.err.println("the guard did not stop cleanly: " + e.getMessage());
    }
  }
}
