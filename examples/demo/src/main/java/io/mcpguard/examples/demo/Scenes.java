package io.mcpguard.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.examples.demo.Story.Held;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/** The story: what the agent does, what others do to it, and what each of these comes to. */
final class Scenes {
  private static final String REVISION = "2025-11-25";
  private static final String PAY = "{\"invoice\":\"%s\",\"amount\":\"%s\"}";

  private final House house;
  private final Story story;
  private final Browser alice = Browser.of(House.USER, "correct horse battery staple");

  Scenes(House house, Story story) {
    this.house = house;
    this.story = story;
  }

  void tell() throws Exception {
    cast();
    title("The agent logs in");
    welcome();
    ScriptedAgent agent = login();
    ScriptedClient reader = reading(agent);
    title("What alice allowed");
    allowed(reader);
    title("What she did not allow");
    ScriptedClient payer = notAllowed(agent, reader);
    title("An attacker between guard and payments");
    Answer paid = attacked(payer);
    title("A tool server on stdio");
    stdio(agent);
    title("The evidence");
    new Evidence(house, story).show(leaf(paid));
    title("The kill switch");
    killed(agent, payer);
    story.end();
  }

  private void cast() {
    story.say("On this machine, all of it real:");
    story.say("  guard     " + house.publicUrl() + ", with its own authorization server");
    story.say("  payments  an MCP server over HTTP, on the MCP Java SDK; acts on nothing that the");
    story.say("            guard does not vouch for");
    story.say("  receipts  an MCP server on stdio, which the guard starts; the same holds for it");
    story.say("  alice     has open invoices, and an agent: an MCP client that nobody registered");
    story.say("  attacker  sits between guard and payments, sees and changes what passes");
  }

  private void title(String title) {
    story.say("");
    story.say(title);
  }

  private void welcome() throws Exception {
    URI link = house.oneTimeLink();
    int first = alice.fill(link).statusCode();
    int second = Browser.of(House.USER, "the attacker's").get(link).statusCode();
    story.show(
        "Alice opens the link that the guard made for her, and chooses a password.",
        "HTTP " + first + "; whoever opens the link after her gets " + second,
        Held.of(true, first == 200 && second / 100 == 4));
  }

  private ScriptedAgent login() throws Exception {
    Answer refused = new ScriptedClient(house.endpoint("payments")).initialize(REVISION);
    String challenge = refused.header("WWW-Authenticate");
    story.show(
        "The agent calls payments without a token.",
        "HTTP 401, and the challenge says where to log in: "
            + challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1"),
        Held.of(true, refused.status() == 401 && challenge.contains("resource_metadata=")));
    return ScriptedAgent.registering(
        house.publicUrl(), "invoice-agent", URI.create("http://127.0.0.1:49152/callback"));
  }

  private ScriptedClient reading(ScriptedAgent agent) throws Exception {
    String token = token(agent, "payments", "invoices.read");
    ScriptedClient client = client("payments", token);
    Answer greeted = client.initialize(REVISION);
    story.show(
        "It registers itself. Alice logs in (OAuth 2.1, PKCE) and allows: see your open invoices.",
        "it has a token for payments and for nothing else, with alice's grant behind it",
        Held.of(200, greeted.status()));
    Answer elsewhere = client("receipts", token).initialize(REVISION);
    story.show(
        "It tries that token at receipts.",
        "HTTP 401: a token for one tool server is no good at another",
        Held.of(401, elsewhere.status()));
    return client;
  }

  private void allowed(ScriptedClient reader) throws Exception {
    Map<String, String> needs = needs(reader.request("tools/list", "{}"));
    story.show(
        "It asks payments for its tools: " + String.join(", ", needs.keySet()) + ".",
        "it could call all but pay_invoice, which says that it needs " + needs.get("pay_invoice"),
        Held.of(
            Map.of("list_invoices", "", "pay_invoice", "\"invoices.pay\"", "whoami", ""), needs));
    Answer who = reader.call("whoami", "{}");
    story.show(
        "It calls whoami, and payments answers: " + who.text(),
        "payments knows this from a signed assertion of this very call, and from nothing else",
        Held.of(true, who.text().startsWith("user alice, agent spiffe://")));
    Answer list = reader.call("list_invoices", "{}");
    story.show(
        "It calls list_invoices: " + list.text().replace("\n", "; "),
        "allowed; the decision is leaf " + leaf(list) + " of the log, written before the call left",
        Held.of(true, new Evidence(house, story).allows(leaf(list), txn(list))));
    Answer direct = new ScriptedClient(house.aroundTheGuard()).call("list_invoices", "{}");
    story.show(
        "Somebody calls payments directly, around the guard.",
        "payments refuses what carries no assertion: HTTP "
            + direct.status()
            + ", "
            + reason(direct.message()),
        Held.of("no_token", reason(direct.message())));
  }

  private ScriptedClient notAllowed(ScriptedAgent agent, ScriptedClient reader) throws Exception {
    int before = house.wiretap().calls();
    Answer stepUp = reader.call("pay_invoice", PAY.formatted("A-17", "12.50"));
    String challenge = stepUp.header("WWW-Authenticate");
    story.show(
        "The agent calls pay_invoice, which alice did not allow.",
        "HTTP 403, nothing was forwarded, and the challenge names the scope: "
            + challenge.replaceAll("(?s).*(scope=\"[^\"]*\").*", "$1"),
        Held.of(
            true,
            stepUp.status() == 403
                && challenge.contains("invoices.pay")
                && house.wiretap().calls() == before));
    ScriptedClient payer =
        client("payments", token(agent, "payments", "invoices.read invoices.pay"));
    payer.initialize(REVISION);
    Answer denied = payer.call("pay_invoice", PAY.formatted("A-18", "240.00"));
    story.show(
        "Alice allows it. It tries to pay invoice A-18 of 240.00; policy permits 100.00 at most.",
        "error 1403, nothing was forwarded, and no consent would help (cure: "
            + denied.message().at("/error/data/cure").asText()
            + ")",
        Held.of(true, denied.errorCode() == 1403 && house.wiretap().calls() == before));
    return payer;
  }

  private Answer attacked(ScriptedClient payer) throws Exception {
    house.wiretap().changing(body -> body.replace("\"12.50\"", "\"92.50\""));
    Answer tampered = payer.call("pay_invoice", PAY.formatted("A-17", "12.50"));
    house.wiretap().changing(body -> body);
    String open = payer.call("list_invoices", "{}").text();
    story.show(
        "It pays invoice A-17 of 12.50; on the way the attacker makes that 92.50.",
        "payments recomputes the digest and refuses; the agent gets 1502 ("
            + tampered.message().at("/error/data/cause").asText()
            + "), and A-17 is still open",
        Held.of(true, tampered.errorCode() == 1502 && open.contains("A-17")));
    Answer paid = payer.call("pay_invoice", PAY.formatted("A-17", "12.50"));
    story.show(
        "It pays A-17 again, and the attacker only listens: " + paid.text(),
        "what is not touched goes through",
        Held.of(true, paid.text().startsWith("paid A-17")));
    HttpResponse<String> replayed = house.wiretap().replay();
    story.show(
        "The attacker sends that very request to payments once more.",
        "an assertion is good for one call: HTTP "
            + replayed.statusCode()
            + ", "
            + reason(Json.read(replayed.body())),
        Held.of("replayed", reason(Json.read(replayed.body()))));
    return paid;
  }

  private void stdio(ScriptedAgent agent) throws Exception {
    ScriptedClient filing = client("receipts", token(agent, "receipts", "receipts.file"));
    filing.initialize(REVISION);
    Answer filed = filing.call("file_receipt", "{\"invoice\":\"A-17\"}");
    story.show(
        "Alice allows: file receipts. The agent calls file_receipt; receipts: " + filed.text(),
        "the assertion came in the call's _meta, and receipts verified it with the same library",
        Held.of(true, filed.text().startsWith("filed the receipt of invoice A-17 for alice")));
    String refused = reason(Json.read(DirectCall.fileReceipt(house.verifierEnvironment())));
    story.show(
        "Somebody starts the same program without the guard and calls file_receipt.",
        "it refuses what carries no assertion: " + refused,
        Held.of("no_token", refused));
  }

  private void killed(ScriptedAgent agent, ScriptedClient payer) throws Exception {
    house.guard().guard().revokeAgent(agent.clientId());
    Answer dead = payer.call("whoami", "{}");
    story.show(
        "The operator revokes the agent, which still holds a valid token, and it calls whoami.",
        "HTTP 401: its next call is refused, not the one after its token has expired",
        Held.of(401, dead.status()));
  }

  private String token(ScriptedAgent agent, String server, String scope) throws Exception {
    return agent.login(alice, house.endpoint(server).toString(), scope).access();
  }

  private ScriptedClient client(String server, String token) {
    return new ScriptedClient(house.endpoint(server)).withBearer(token);
  }

  /** The tools that are listed, each with the scope that a call of it still needs. */
  private static Map<String, String> needs(Answer list) {
    Map<String, String> needs = new TreeMap<>();
    for (JsonNode tool : list.result().path("tools")) {
      JsonNode scope = tool.at("/_meta/io.mcpguard~1needs-scope");
      needs.put(tool.path("name").asText(), scope.isMissingNode() ? "" : scope.toString());
    }
    return needs;
  }

  private static String reason(JsonNode answer) {
    return answer.at("/error/data/reason").asText();
  }

  private static long leaf(Answer answer) {
    return answer.result().at("/_meta/io.mcpguard~1receipt/log/index").asLong();
  }

  private static String txn(Answer answer) {
    return answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
  }
}
