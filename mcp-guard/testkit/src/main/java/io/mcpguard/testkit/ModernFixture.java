package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/** Revision 2026-07-28 at one URL: each POST is served by itself, nothing is remembered. */
final class ModernFixture implements Loopback.Endpoint {
  private final ModernContent content = new ModernContent();
  private final Subscriptions subscriptions = new Subscriptions(content);
  private final ModernDoor door = new ModernDoor(content);
  private final ModernMethods methods = new ModernMethods(content, subscriptions);

  Subscriptions subscriptions() {
    return subscriptions;
  }

  @Override
  public void answer(Received head, Answering answer) throws IOException, InterruptedException {
    if (!head.method().equals("POST")) {
      answer.header("Allow", "POST").empty(405);
      return;
    }
    JsonNode message = head.json();
    Optional<ModernReply.Refusal> broken = door.envelope(head, message);
    if (broken.isPresent()) {
      new ModernAnswer(answer, ModernDoor.readable(message.path("id"))).end(broken.get());
    } else if (!message.has("id")) {
      answer.empty(202);
    } else {
      JsonNode params = message.path("params");
      serve(
          head,
          new ModernRequest(message.path("id"), message.path("method").asText(), params),
          answer);
    }
  }

  private void serve(Received head, ModernRequest request, Answering answer)
      throws IOException, InterruptedException {
    ModernAnswer out = new ModernAnswer(answer, request.id());
    Optional<ModernReply.Refusal> refusal = door.refusal(head, request);
    if (refusal.isPresent()) {
      out.end(refusal.get());
    } else if (request.method().equals("subscriptions/listen")) {
      subscriptions.serve(request, out);
    } else {
      out.end(methods.reply(request, out));
    }
  }
}
