package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EchoToolServerTest {
  private final EchoToolServer server = EchoToolServer.start();
  private final ScriptedClient client = new ScriptedClient(server.url());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void echoesAndCounts() throws Exception {
    Answer answer = client.call("echo", "{\"text\":\"café\"}");

    assertThat(answer.text()).isEqualTo("café");
    assertThat(server.hits()).isOne();
  }

  @Test
  void answersByEventsWhenToldSo() throws Exception {
    server.answeringByEvents();

    Answer answer = client.call("echo", "{\"text\":\"x\"}");

    assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(answer.text()).isEqualTo("x");
  }

  @Test
  void failsWithTheStatusItIsTold() throws Exception {
    server.failingWith(503);

    assertThat(client.call("echo", "{}").status()).isEqualTo(503);
  }

  @Test
  void holdsACallUntilItIsResumed() throws Exception {
    server.pause();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(client.call("echo", "{\"text\":\"late\"}"));
      } catch (Exception e) {
        answer.completeExceptionally(e);
      }
    });
    while (server.hits() == 0) {
      Thread.onSpinWait();
    }

    assertThat(answer).isNotDone();
    server.resume();
    assertThat(answer.get().text()).isEqualTo("late");
  }

  @Test
  void listsAToolThatWasDefinedLater() throws Exception {
    server.define("added", "Appears later");

    assertThat(client.request("tools/list", "{}").result().at("/tools/0/name").asText())
        .isEqualTo("added");
  }
}
