package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StdioToolServerTest {
  private Process child;

  @BeforeEach
  void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(StdioToolServer.command());
    builder.environment().clear();
    builder.environment().put("ONLY", "this");
    child = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @AfterEach
  void stop() {
    child.destroyForcibly();
  }

  @Test
  void printsItsEnvironmentAndNothingElse() throws Exception {
    assertThat(call("env", "{}")).contains("ONLY=this").doesNotContain("PATH=");
  }

  @Test
  void showsTheRequestAsItArrived() throws Exception {
    assertThat(call("seen", "{\"text\":\"1.10\"}")).contains("\\\"text\\\":\\\"1.10\\\"");
  }

  @Test
  void crashesWhenAsked() throws Exception {
    send("crash", "{}");

    assertThat(child.waitFor()).isEqualTo(3);
  }

  @Test
  void endsWhenItsInputEnds() throws Exception {
    child.outputWriter().close();

    assertThat(child.waitFor()).isZero();
  }

  private String call(String tool, String arguments) throws IOException {
    send(tool, arguments);
    BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
    return String.valueOf(out.readLine());
  }

  private void send(String tool, String arguments) {
    PrintStream in = new PrintStream(child.getOutputStream(), true, StandardCharsets.UTF_8);
    in.println(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
            .formatted(tool, arguments));
  }
}
