package io.mcpguard.server.command;

import io.mcpguard.connect.WebBrowser;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The user's own browser, by the program that opens URLs on this system. The URL is one argument of
 * a program, never a line for a shell, and nothing the program says gets to standard output.
 */
record DesktopBrowser(List<String> command) implements WebBrowser {
  DesktopBrowser {
    command = List.copyOf(command);
  }

  static WebBrowser ofThisMachine() {
    return new DesktopBrowser(command(System.getProperty("os.name"), System.getenv()));
  }

  /** {@code $BROWSER} where it names one program, as freedesktop's own opener takes it. */
  static List<String> command(String system, Map<String, String> environment) {
    String named = environment.getOrDefault("BROWSER", "");
    if (!named.isEmpty() && !named.contains(":") && !named.contains("%")) {
      return List.of(named);
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler");
    }
    return List.of(name.startsWith("mac") ? "open" : "xdg-open");
  }

  @Override
  public void open(URI url) {
    List<String> line = new ArrayList<>(command);
    line.add(url.toString());
    try {
      new ProcessBuilder(line)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException noBrowser) {
      // The URL is on standard error already.
    }
  }
}
