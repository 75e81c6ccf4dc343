package io.mcpguard.server.command;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.connect.Notices;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code connect} says on standard error, line by line. */
record ConnectNotices(Printer printer) implements Notices {
  @Override
  public void say(String line) {
    JsonText object = JsonText.object().put("said", line);
    printer.lines(List.of(line), new String(object.bytes(), StandardCharsets.UTF_8));
  }
}
