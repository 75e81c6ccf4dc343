package io.mcpguard.server.command;

import io.mcpguard.connect.ConnectSettings;
import io.mcpguard.connect.Connection;
import io.mcpguard.connect.WebBrowser;
import io.mcpguard.http.Destination;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code connect URL}: a remote MCP server as one that a host launches. */
@Command(
    name = "connect",
    description =
        "Logs in to a remote MCP server and relays standard input and output to it, for hosts that"
            + " launch commands.",
    mixinStandardHelpOptions = true)
public final class ConnectCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "URL", description = "the MCP server's URL")
  private String url = "";

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description =
          "how the authorization server knows this program: a registered client, or the URL of a"
              + " client ID metadata document; else it registers itself")
  private String clientId = "";

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "where keys and tokens are kept; else $XDG_STATE_HOME/mcp-guard or"
              + " ~/.local/state/mcp-guard")
  private Path state = StateDirectory.usual(System.getenv(), System.getProperty("user.home"));

  @Option(
      names = "--no-browser",
      description = "open no browser; the URL of the login is on standard error in any case")
  private boolean noBrowser;

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description = "a host, such as a login server's, that may have a private address; repeatable")
  private List<String> hosts = List.of();

  @Option(
      names = "--allow-plain-http",
      description =
          "go without TLS beyond this machine: whoever is on the way reads the tokens and changes"
              + " the answers")
  private boolean plainHttp;

  @Option(names = "--json", description = "say in JSON what is said on standard error")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    spec.commandLine().setOut(spec.commandLine().getErr());
    System.setOut(System.err);
    Printer printer = json ? Printer.json(spec) : Printer.text(spec);
    try {
      Destination endpoint = Destination.of(url);
      ConnectSettings settings = settings(endpoint);
      return settings.mayConnect()
          ? relay(settings, printer)
          : refused(
              printer,
              AdminAnswer.wrong(
                  "URL: must begin with https://, or name this machine; for a network that you"
                      + " trust there is --allow-plain-http"));
    } catch (UrlRefused e) {
      return refused(printer, AdminAnswer.wrong("URL: " + e.getMessage()));
    } catch (IllegalArgumentException e) {
      return refused(printer, AdminAnswer.wrong("--allow-host: " + e.getMessage()));
    }
  }

  private ConnectSettings settings(Destination endpoint) {
    ConnectSettings settings =
        ConnectSettings.of(endpoint, state).as(clientId).allowingHosts(Set.copyOf(hosts));
    return plainHttp ? settings.allowingPlainHttp() : settings;
  }

  private int relay(ConnectSettings settings, Printer printer) throws InterruptedException {
    WebBrowser browser = noBrowser ? WebBrowser.NONE : DesktopBrowser.ofThisMachine();
    ConnectNotices notices = new ConnectNotices(printer);
    try (Connection connection =
        Connection.open(settings, InstantSource.system(), browser, notices)) {
      Runtime.getRuntime().addShutdownHook(new Thread(connection::stop, "stop"));
      if (plainHttp) {
        notices.say("relaxed: --allow-plain-http");
      }
      hosts.forEach(host -> notices.say("relaxed: --allow-host " + host));
      notices.say("relaying to " + settings.endpoint().url());
      connection.serve(
          new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      return refused(printer, AdminAnswer.wrong("--state: " + e.getMessage()));
    }
  }

  private static int refused(Printer printer, AdminAnswer answer) {
    printer.refuse(List.of(answer.said()), answer);
    return answer.exit();
  }
}
