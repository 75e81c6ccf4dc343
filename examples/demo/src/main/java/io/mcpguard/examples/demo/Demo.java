package io.mcpguard.examples.demo;

import io.mcpguard.examples.demo.Story.Held;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedClient;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code mcp-guard demo [--once]}: a real agent, a real guard and a real tool server. */
public final class Demo {
  private static final String REVISION = "2025-11-25";

  private final House house;
  private final Story story;

  private Demo(House house, Story story) {
    this.house = house;
    this.story = story;
  }

  /** Tells the story; with {@code --once} it ends with exit 0 or 1, else the guard stays up. */
  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments)));
  }

  static int run(List<String> arguments) throws Exception {
    Story story = new Story(System.out);
    try (House house = House.open()) {
      new Demo(house, story).tell();
      if (!arguments.contains("--once")) {
        story.tell("");
        story.tell("The guard stays up. Connect a host to " + house.endpoint());
        story.tell("(user " + House.USER + ", password \"" + House.PASSWORD + "\"), for example:");
        story.tell("  npx -y mcp-remote@0.15.1 " + house.endpoint());
        story.tell("End it with Ctrl-C.");
        new CountDownLatch(1).await();
      }
    }
    return story.exitCode();
  }

  private void tell() throws Exception {
    story.tell(
        "A guard at "
            + house.publicUrl()
            + ", in front of a payments server that verifies every call.");
    story.tell("");
    ScriptedClient stranger = new ScriptedClient(house.endpoint());
    Answer refused = stranger.initialize(REVISION);
    story.show(
        "An agent calls without a token.",
        "refused with 401, and told where to log in",
        Held.of(401, refused.status()));

    ScriptedAgent agent =
        ScriptedAgent.registering(
            house.publicUrl(), "invoice-agent", URI.create("http://127.0.0.1:49152/callback"));
    Browser alice = Browser.of(House.USER, House.PASSWORD);
    String token = agent.login(alice, house.endpoint().toString(), "invoices.read").access();
    ScriptedClient client = new ScriptedClient(house.endpoint()).withBearer(token);
    Answer initialized = client.initialize(REVISION);
    story.show(
        "It registers, alice logs in (OAuth 2.1, PKCE) and consents to: see your open invoices.",
        "the agent has a token for this one server, and alice's grant stands behind it",
        Held.of(200, initialized.status()));

    Answer who = client.call("whoami", "{}");
    story.show(
        "The agent calls whoami: " + text(who),
        "the tool server verified a signed assertion of exactly this call",
        Held.of(true, text(who).contains(House.USER)));
    story.show(
        "The agent calls list_invoices.",
        "allowed, and the decision was on disk before the call went out: " + receipt(who),
        Held.of(200, client.call("list_invoices", "{}").status()));

    Answer direct = new ScriptedClient(house.toolServer()).call("list_invoices", "{}");
    story.show(
        "Somebody calls the tool server directly, around the guard.",
        "the tool server refuses what carries no assertion (HTTP " + direct.status() + ")",
        Held.of(403, direct.status()));
    long last = paying(agent, alice, client);
    new Evidence(house, story).show(last);
  }

  private long paying(ScriptedAgent agent, Browser alice, ScriptedClient reader) throws Exception {
    String pay = "{\"invoice\":\"A-17\",\"amount\":\"%s\"}";
    Answer stepUp = reader.call("pay_invoice", pay.formatted("12.50"));
    story.show(
        "The agent calls pay_invoice, which alice did not grant.",
        "403 insufficient_scope: " + stepUp.header("WWW-Authenticate"),
        Held.of(403, stepUp.status()));

    String token =
        agent.login(alice, house.endpoint().toString(), "invoices.read invoices.pay").access();
    ScriptedClient payer = new ScriptedClient(house.endpoint()).withBearer(token);
    payer.initialize(REVISION);
    Answer denied = payer.call("pay_invoice", pay.formatted("5000.00"));
    story.show(
        "With alice's new consent it tries to pay 5000.00; the policy permits 100.00 at most.",
        "refused with code 1403, and no consent cures it",
        Held.of(1403, denied.errorCode()));

    house.wiretap().changing(body -> body.replace("\"12.50\"", "\"92.50\""));
    Answer tampered = payer.call("pay_invoice", pay.formatted("12.50"));
    house.wiretap().changing(body -> body);
    story.show(
        "It pays 12.50; between guard and tool server an attacker makes that 92.50.",
        "the tool server recomputed the digest and refused (code " + tampered.errorCode() + ")",
        Held.of(1502, tampered.errorCode()));

    Answer paid = payer.call("pay_invoice", pay.formatted("12.50"));
    story.show(
        "It pays 12.50, undisturbed: " + text(paid),
        "the same call goes through when nobody touches it",
        Held.of(false, paid.result().path("isError").asBoolean(paid.result().isMissingNode())));
    int replayed = house.wiretap().replay();
    story.show(
        "The attacker sends the very same request once more.",
        "every assertion is good for one call (HTTP " + replayed + ")",
        Held.of(400, replayed));
    return paid.result()
        .path("_meta")
        .path("io.mcpguard/receipt")
        .path("log")
        .path("index")
        .asLong();
  }

  private static String text(Answer answer) {
    return answer.result().path("content").path(0).path("text").asText();
  }

  private static String receipt(Answer answer) {
    return answer.result().path("_meta").path("io.mcpguard/receipt").path("log").toString();
  }
}
