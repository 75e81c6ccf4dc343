package io.mcpguard.examples.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mcp-guard demo [--once]}: a real agent, a real guard and real tool servers. */
@Command(
    name = "mcp-guard demo",
    description = {
      "Starts two tool servers and a guard with an authorization server, logs an agent in by OAuth,"
          + " and shows what the guard lets through, what it refuses, and what is proven of each.",
      "Everything runs on this machine, on ports that are free, and goes again at the end."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every step showed what it says",
      "1:a step did not",
      "2:wrong usage",
      "3:something did not start"
    },
    mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
  @Option(names = "--once", description = "end after the story instead of staying up for a host")
  private boolean once;

  @Option(names = "--json", description = "tell the story in JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Demo() {}

  /** Runs the command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(command().execute(arguments));
  }

  static CommandLine command() {
    return new CommandLine(new Demo());
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Story story = json ? Story.json(out) : Story.text(out);
    try (House house = House.open()) {
      Thread stop = new Thread(() -> stop(story, house), "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      try {
        new Scenes(house, story).tell();
        if (!once) {
          stayUp(story, house);
        }
      } catch (Exception fault) {
        if (!story.isOver()) {
          throw fault;
        }
      }
    } catch (IOException fault) {
      spec.commandLine().getErr().println("the demo cannot run: " + fault.getMessage());
      return 3;
    }
    return story.exitCode();
  }

  /** Ctrl-C. */
  private static void stop(Story story, House house) {
    story.stop();
    try {
      house.close();
    } catch (IOException fault) {
      System.err.println("the demo did not stop cleanly: " + fault.getMessage());
    }
  }

  private static void stayUp(Story story, House house) throws InterruptedException {
    story.say("");
    story.say("The guard stays up for your own host. It serves");
    story.say("  " + house.endpoint("payments"));
    story.say("  " + house.endpoint("receipts"));
    story.say("Choose " + House.USER + "'s password here, once: " + house.oneTimeLink());
    story.say("A host that only launches commands uses: npx -y mcp-remote@0.15.1 URL");
    story.say("End it with Ctrl-C; nothing is left behind.");
    new CountDownLatch(1).await();
  }
}
