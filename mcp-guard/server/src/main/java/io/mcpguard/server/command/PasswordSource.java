package io.mcpguard.server.command;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Where a password comes from; never the arguments, which every local program can read. */
interface PasswordSource {
  /**
   * The password.
   *
   * @throws IOException when there is none
   */
  String read() throws IOException;

  /**
   * The terminal, without echo; the first line of standard input where there is no terminal. From
   * JDK 22 on only the console of {@code java.base} is missing where there is none.
   */
  @SuppressWarnings("SystemConsoleNull")
  static PasswordSource terminal() {
    return () -> {
      System.setProperty("jdk.console", "java.base");
      Console console = System.console();
      return console == null ? line(System.in) : typed(console);
    };
  }

  private static String typed(Console console) throws IOException {
    char[] first = console.readPassword("password: ");
    char[] again = console.readPassword("again: ");
    if (first == null || again == null) {
      throw new IOException("no password was typed");
    }
    if (!String.valueOf(first).equals(String.valueOf(again))) {
      throw new IOException("the two are not the same; run it again");
    }
    return String.valueOf(first);
  }

  /** The first line, of 1024 bytes at most. */
  static String line(InputStream in) throws IOException {
    byte[] bytes = new byte[1024];
    int length = 0;
    while (length < bytes.length) {
      int next = in.read();
      if (next < 0 || next == '\n') {
        break;
      }
      bytes[length++] = (byte) next;
    }
    if (length == 0) {
      throw new IOException("standard input holds no password; give it as one line");
    }
    int end = bytes[length - 1] == '\r' ? length - 1 : length;
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
