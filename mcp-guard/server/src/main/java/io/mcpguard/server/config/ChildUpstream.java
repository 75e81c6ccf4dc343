package io.mcpguard.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A tool server that the guard starts and speaks to over stdio.
 *
 * @param command program and arguments
 * @param sandbox a program and arguments that confine it, set before the command; may be empty
 * @param env its whole environment: nothing is inherited
 */
public record ChildUpstream(
    List<String> command, List<String> sandbox, Map<String, Secret> env, Common common)
    implements UpstreamSettings {
  public ChildUpstream {
    command = List.copyOf(command);
    sandbox = List.copyOf(sandbox);
    env = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(env));
  }

  /** A child that nothing confines; the common settings must allow that. */
  public static ChildUpstream of(Common common, String... command) {
    return new ChildUpstream(List.of(command), List.of(), Map.of(), common);
  }

  /** This, confined by a sandbox. */
  public ChildUpstream sandboxedBy(String... prefix) {
    return new ChildUpstream(command, List.of(prefix), env, common);
  }

  /** This, with a variable of its environment. */
  public ChildUpstream env(String name, Secret value) {
    Map<String, Secret> more = new LinkedHashMap<>(env);
    more.put(name, value);
    return new ChildUpstream(command, sandbox, more, common);
  }

  /** What is started: sandbox and command. */
  public List<String> argv() {
    return Stream.concat(sandbox.stream(), command.stream()).toList();
  }
}
