package io.mcpguard.server.config;

import io.mcpguard.server.config.HttpUpstream.Carrier;
import io.mcpguard.server.config.UpstreamSettings.Ask;
import io.mcpguard.server.config.UpstreamSettings.Common;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys of an upstream: a child that the guard starts, or a server that it reaches by URL. */
final class UpstreamKeys {
  private static final Kind<List<String>> TEXTS = Groups.listOf(Kinds.TEXT);

  private static final Key<List<Ask>> MAY_ASK =
      Key.of(
              "may-ask",
              Groups.listOf(
                  Groups.oneOf(
                      Map.of(
                          "sampling", Ask.SAMPLING,
                          "elicitation", Ask.ELICITATION,
                          "roots", Ask.ROOTS),
                      Map.of())),
              "the requests that it may make to a client")
          .or(List.of(), "none");
  private static final Key<List<String>> ELICITATION_HOSTS =
      Key.of("elicitation-hosts", TEXTS, "hosts that its URL elicitation may lead to, by https")
          .or(List.of(), "none");
  private static final Key<Boolean> INEXACT =
      allowance(Relaxation.INEXACT_NUMBERS, "they are refused");

  private static final Key<List<String>> COMMAND =
      Key.of("command", TEXTS, "the program and its arguments");
  private static final Key<List<String>> SANDBOX =
      Key.of("sandbox", TEXTS, "a program and arguments that confine it, set before the command")
          .or(List.of(), "none");
  private static final Key<Map<String, Secret>> ENV =
      Key.of(
              "env",
              Groups.mapOf(
                  "variable", Pattern.compile("[A-Za-z_][A-Za-z0-9_]*"), SecretText.MAY_REFER),
              "its environment; nothing is inherited")
          .or(Map.of(), "empty");
  private static final Key<Boolean> UNCONFINED =
      allowance(Relaxation.UNCONFINED_CHILD, "a sandbox must be named");

  private static final Key<URI> URL = Key.of("url", Kinds.URL, "its MCP endpoint");
  private static final Key<URI> SERVER =
      Key.of("server", Kinds.URL, "its canonical URI, as its verifier knows itself")
          .or(Settings.UNSAID, "the url");
  private static final Key<Carrier> ASSERTION =
      Key.of(
          "assertion",
          Groups.oneOf(
              Map.of(
                  "txn-token", Carrier.TXN_TOKEN,
                  "http-signature", Carrier.HTTP_SIGNATURE,
                  "none", Carrier.NONE),
              Map.of()),
          "how each call is asserted to it; has no default");
  private static final Key<String> HEADER =
      Key.of("header", Kinds.TEXT, "the field name, such as `Authorization`");
  private static final Key<Secret> VALUE = Key.of("value", SecretText.SECRET, "the field's value");
  static final Section<Credential> CREDENTIAL_KEYS =
      Section.of(
          "credential", List.of(HEADER, VALUE), v -> new Credential(v.at(HEADER), v.at(VALUE)));
  private static final Key<Credential> CREDENTIAL =
      Key.of("credential", CREDENTIAL_KEYS, "a header that the guard shows to it")
          .or(Credential.none(), "none");
  private static final Key<Path> COUNTER_SIGNATURE =
      Key.of(
              "counter-signature",
              Kinds.path(),
              "a JSON Web Key Set: with one of its keys the server signs each result")
          .or(ResultKeys.none().file(), "results are not signed");
  private static final Key<Boolean> UNSIGNED =
      allowance(Relaxation.UNSIGNED_RESULTS, "with `counter-signature` they are refused");
  private static final Key<Boolean> UNASSERTED =
      allowance(Relaxation.UNASSERTED, "`assertion: none` is refused");
  private static final Key<Boolean> BEARER =
      allowance(Relaxation.BEARER_ASSERTION, "`txn-token` goes to loopback alone");
  private static final Key<Boolean> PLAIN =
      allowance(Relaxation.PLAIN_HTTP, "plain HTTP goes to loopback alone");

  private static final Section<UpstreamSettings> CHILD =
      Section.<UpstreamSettings>of(
              "upstream by command",
              List.of(COMMAND, SANDBOX, ENV, MAY_ASK, ELICITATION_HOSTS, UNCONFINED, INEXACT),
              v ->
                  new ChildUpstream(
                      v.at(COMMAND), v.at(SANDBOX), v.at(ENV), common(v, UNCONFINED, INEXACT)))
          .notBuilt(
              "run-as",
              "confine the child with `sandbox: [program, argument]`, or write"
                  + " allow-unconfined-child");
  private static final Section<UpstreamSettings> REMOTE =
      Section.of(
          "upstream by URL",
          List.of(
              URL,
              ASSERTION,
              SERVER,
              CREDENTIAL,
              COUNTER_SIGNATURE,
              MAY_ASK,
              ELICITATION_HOSTS,
              UNASSERTED,
              BEARER,
              PLAIN,
              UNSIGNED,
              INEXACT),
          v ->
              new HttpUpstream(
                  v.at(URL),
                  v.at(SERVER).equals(Settings.UNSAID) ? v.at(URL) : v.at(SERVER),
                  v.at(ASSERTION),
                  v.at(CREDENTIAL),
                  new ResultKeys(v.at(COUNTER_SIGNATURE)),
                  common(v, UNASSERTED, BEARER, PLAIN, UNSIGNED, INEXACT)));

  /** An upstream of either sort, told by whether it has a command or a URL. */
  static final Kind<UpstreamSettings> UPSTREAM =
      new Kind<>() {
        @Override
        public Optional<UpstreamSettings> read(Node node, String path, Reading reading) {
          Set<String> keys =
              node instanceof Node.Entries entries ? entries.values().keySet() : Set.of();
          if (keys.contains("command") == keys.contains("url")) {
            reading.problems().add(path, "must have either command or url");
            return Optional.empty();
          }
          return (keys.contains("url") ? REMOTE : CHILD).read(node, path, reading);
        }

        @Override
        public String words() {
          return "a mapping, see [upstream by command](#upstream-by-command) and [upstream by"
              + " URL](#upstream-by-url)";
        }

        @Override
        public Map<String, Object> schema() {
          return Map.of("oneOf", List.of(CHILD.schema(), REMOTE.schema()));
        }

        @Override
        public List<Section<?>> sections() {
          List<Section<?>> both = new ArrayList<>(CHILD.sections());
          both.addAll(REMOTE.sections());
          return both;
        }
      };

  private UpstreamKeys() {}

  private static Key<Boolean> allowance(Relaxation relaxation, String otherwise) {
    return Key.of(relaxation.key(), Kinds.ALLOWANCE, "accepts that " + relaxation.means())
        .or(false, otherwise);
  }

  @SafeVarargs
  private static Common common(Section.Values v, Key<Boolean>... allowances) {
    Set<Relaxation> relaxations = EnumSet.noneOf(Relaxation.class);
    for (Key<Boolean> allowance : allowances) {
      if (v.at(allowance)) {
        relaxations.add(Relaxation.of(allowance.name()));
      }
    }
    return new Common(
        new HashSet<>(v.at(MAY_ASK)), new HashSet<>(v.at(ELICITATION_HOSTS)), relaxations);
  }
}
