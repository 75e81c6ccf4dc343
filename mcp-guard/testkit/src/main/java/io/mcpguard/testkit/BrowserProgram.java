package io.mcpguard.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jsoup.Jsoup;

/**
 * The {@link Browser} as a program, for command-line clients that start {@code $BROWSER} with a
 * URL: logs in, consents, and opens the address of the client it is sent to in the end.
 *
 * <p>Arguments: user name, a file that holds the password, the URL.
 */
public final class BrowserProgram {
  private BrowserProgram() {}

  /** Visits the URL; any failure is a stack trace and exit 1. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String password = Files.readString(Path.of(arguments[1]), StandardCharsets.UTF_8).strip();
    Browser browser = Browser.of(arguments[0], password);
    URI end = browser.visit(URI.create(arguments[2]));
    HttpResponse<String> callback = browser.get(end);
    System.out.println("callback answered " + callback.statusCode());
  }

  /**
   * Writes a script to set {@code BROWSER} to: it starts the program in the background, as a
   * desktop does, and appends what it says to {@code browser.log} beside itself.
   */
  public static Path script(Path folder, String user, String password) throws IOException {
    Path secret = folder.resolve("browser-password");
    Files.writeString(secret, password);
    Path script = folder.resolve("browser");
    Files.writeString(
        script,
        """
        #!/bin/sh
        '%s' -cp '%s' %s '%s' '%s' "$1" >> '%s' 2>&1 < /dev/null &
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                StdioToolServer.classPath() + File.pathSeparator + jsoup(),
                BrowserProgram.class.getName(),
                user,
                secret,
                folder.resolve("browser.log")));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static Path jsoup() {
    try {
      return Path.of(Jsoup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path holds a place that is no file", e);
    }
  }
}
