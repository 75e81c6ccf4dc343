package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonObject;
import java.util.List;

/** What a request is about, as its body says; headers are never asked. */
public sealed interface Target {
  /** The name that the assertion and the records carry. */
  String name();

  /** A tool, with the arguments it is called with. */
  record Tool(String name, JsonObject arguments) implements Target {}

  /** A resource; the name is its URI. */
  record Resource(String name) implements Target {}

  /** A resource template; the name is its URI template. */
  record Template(String name) implements Target {}

  /** A prompt. */
  record Prompt(String name, JsonObject arguments) implements Target {}

  /** A request of the tool server's that a client answers; the name is that request's method. */
  record Question(String name) implements Target {}

  /** A task as its client calls it, while nobody has asked whose it is. */
  record TaskHandle(String name) implements Target {}

  /**
   * A task that is the caller's own.
   *
   * @param name the upstream's id of it
   * @param handle the client's
   * @param tool the tool whose call began it
   * @param exchange that call
   */
  record Task(String name, String handle, String tool, String exchange) implements Target {
    /** What it is a call of, with arguments that were decided on when it began. */
    public Tool call() {
      return new Tool(tool, NoParameters.OBJECT);
    }
  }

  /** Resources and tasks to be told of, and lists; it has no name of its own. */
  record Subscription(List<String> resources, List<Task> tasks) implements Target {
    public Subscription {
      resources = List.copyOf(resources);
      tasks = List.copyOf(tasks);
    }

    /** Of no task, as far as anybody has asked whose they are. */
    public Subscription(List<String> resources) {
      this(resources, List.of());
    }

    @Override
    public String name() {
      return "";
    }
  }

  /** Nothing in particular: the handshake and the lists. */
  record Server() implements Target {
    @Override
    public String name() {
      return "";
    }
  }
}
