package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.ratelimit.QuotaRule.Per;
import io.mcpguard.server.config.HttpUpstream.Carrier;
import io.mcpguard.server.config.UpstreamSettings.Ask;
import io.mcpguard.server.config.UpstreamSettings.Common;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static final String TOKEN = "s3cret-token";
  private static final String RESULT_KEYS =
      """
      {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"r",\
      "x":"vuQMT06sOMNx0piQpTOHudZ17Tc5gkgO0D3TQXWUmHw"}]}\
      """;

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void writeTheExample() throws IOException {
    Files.createDirectories(directory.resolve("secrets"));
    Files.writeString(directory.resolve("secrets/pay"), TOKEN + "\n");
    Files.writeString(directory.resolve("policy.yaml"), resource("policy.yaml"));
  }

  @Test
  void theExampleIsRead() throws IOException {
    assertThat(read(example())).isInstanceOf(ConfigurationRead.Read.class);
  }

  @Test
  void whateverTheFileSaysTheBuilderCanSay() throws IOException {
    var read = (ConfigurationRead.Read) read(example());
    var made = (ConfigurationRead.Read) inCode(read.configuration().policy());

    assertThat(made.configuration()).isEqualTo(read.configuration());
    assertThat(made.policy().digest()).isEqualTo(read.policy().digest());
  }

  @Test
  void whatIsRelaxedIsListed() throws IOException {
    assertThat(((ConfigurationRead.Read) read(example())).relaxations())
        .extracting(Relaxed::key)
        .containsExactly(
            "upstreams.files.allow-unconfined-child", "upstreams.payments.allow-bearer-assertion");
  }

  @Test
  void aHostInsideThatMayHaveDocumentsAboutAgentsIsListed() throws IOException {
    String hosts = "embedded: { allow-private-metadata-hosts: [agents.internal] }";
    var read = (ConfigurationRead.Read) read(example().replace("embedded: {}", hosts));

    assertThat(read.relaxations())
        .extracting(Relaxed::key)
        .contains("authorization.embedded.allow-private-metadata-hosts");
    assertThat(read.configuration().authorization())
        .isEqualTo(
            AuthorizationSettings.embedded()
                .defaultResource("files")
                .allowingPrivateMetadataHosts("agents.internal"));
  }

  @Test
  void tokensCanBeRequiredToBeBoundToAKey() throws IOException {
    String required = "bound-tokens: required\n  embedded: {}";
    var read = (ConfigurationRead.Read) read(example().replace("embedded: {}", required));

    assertThat(read.configuration().authorization())
        .isEqualTo(
            AuthorizationSettings.embedded()
                .defaultResource("files")
                .boundTokens(BoundTokens.REQUIRED));
  }

  @Test
  void aSecretIsResolvedAndNeverPrinted() throws IOException {
    var read = (ConfigurationRead.Read) read(example());
    var payments =
        (HttpUpstream) Objects.requireNonNull(read.configuration().upstreams().get("payments"));

    assertThat(payments.credential().value().reveal()).isEqualTo("Bearer " + TOKEN);
    assertThat(read.toString()).doesNotContain(TOKEN);
  }

  @Test
  void anUpstreamOutsideTheTrustDomainTakesSignaturesWithoutARelaxation() throws IOException {
    var text =
        example()
            .replace("assertion: txn-token", "assertion: http-signature")
            .replace("allow-bearer-assertion: true", "")
            .replace("trust-domain-hosts: [pay.internal]", "");
    var read = (ConfigurationRead.Read) read(text, Map.of());
    var payments =
        (HttpUpstream) Objects.requireNonNull(read.configuration().upstreams().get("payments"));

    assertThat(payments.assertion()).isEqualTo(Carrier.HTTP_SIGNATURE);
  }

  @Test
  void aResultIsBoundToAnAssertion() throws IOException {
    Files.writeString(directory.resolve("pay.jwks"), RESULT_KEYS);
    var text =
        example()
            .replace(
                "assertion: txn-token",
                "assertion: none\n    allow-unasserted: true\n    counter-signature: pay.jwks")
            .replace("    allow-bearer-assertion: true\n", "");

    assertThat(((ConfigurationRead.Invalid) read(text)).problems())
        .map(Problem::toString)
        .singleElement()
        .asString()
        .startsWith("upstreams.payments.counter-signature: is bound to the assertion");
  }

  @Test
  void resultsThatNeedNotBeSignedAreARelaxation() throws IOException {
    Files.writeString(directory.resolve("pay.jwks"), RESULT_KEYS);
    var text =
        example()
            .replace(
                "assertion: txn-token",
                "assertion: txn-token\n    counter-signature: pay.jwks\n"
                    + "    allow-unsigned-results: true");

    assertThat(((ConfigurationRead.Read) read(text)).relaxations())
        .map(Relaxed::key)
        .contains("upstreams.payments.allow-unsigned-results");
  }

  @Test
  void aVariableOfTheEnvironmentIsASecretToo() throws IOException {
    var text = example().replace("${file:secrets/pay}", "${env:PAY}");
    var read = (ConfigurationRead.Read) read(text, Map.of("PAY", "x"));
    var payments =
        (HttpUpstream) Objects.requireNonNull(read.configuration().upstreams().get("payments"));

    assertThat(payments.credential().value().reveal()).isEqualTo("Bearer x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        // key path                      | what is replaced                       | by what
        //                         | what the problem says
        "listne                          | listen: {                              | listne: {      "
            + "                          | did you mean listen?",
        "listen.mpc                      | { mcp: 127                             | { mpc: 127     "
            + "                          | did you mean mcp?",
        "listen.mcp                      | mcp: 127.0.0.1:8931                    | mcp: here      "
            + "                          | must be a host and port",
        "listen.mcp                      | mcp: 127.0.0.1:8931                    | mcp:"
            + " 0.0.0.0:8931                        | allow-plain-http",
        "listen.admin                    | admin: 127.0.0.1:8932                  | admin:"
            + " 0.0.0.0:8932                      | loopback",
        "listen.public-url               | http://127.0.0.1:8931 }                |"
            + " http://guard.example }                   | https beyond loopback",
        "listen.public-url               | http://127.0.0.1:8931 }                |"
            + " https://Guard.example }                  | lower case",
        "listen.public-url               | http://127.0.0.1:8931 }                |"
            + " https://guard.example:443 }              | the scheme's own port",
        "listen.public-url               | http://127.0.0.1:8931 }                |"
            + " http://127.0.0.1:80 }                    | the scheme's own port",
        "allow-plain-http                | data: ./guard-data                     | data:"
            + " x+allow-plain-http: true           | relaxes nothing",
        "trust-domain                    | local.mcp-guard                        | Local          "
            + "                          | lower-case",
        "trust-domain-hosts              | [pay.internal]                         | [pay.internal,"
            + " other.internal]           | no upstream is at other.internal",
        "upstreams.payments.assertion    | trust-domain-hosts: [pay.internal]     |"
            + " trust-domain-hosts: []                   | must not leave the trust domain",
        "data                            | data: ./guard-data                     | #              "
            + "                          | is missing",
        "authorization.default-resource  | default-resource: files                |"
            + " default-resource: fils                   | did you mean files?",
        "authorization.external          | embedded: {}                           | external: {}   "
            + "                          | not built yet",
        "authorization.embedded.login    | embedded: {}                           | embedded: {"
            + " login: {} }                  | not built yet",
        "authorization.embedded.allow-open-registration | embedded: {}            | embedded: {"
            + " allow-open-registration: true } | relaxes nothing",
        "authorization.embedded.allow-private-metadata-hosts | embedded: {}       | embedded: {"
            + " allow-private-metadata-hosts: [\"https://a.internal\"] } | must be a host alone",
        "users.alice.may                 | [files.read, files.write, pay          | [files.reed,"
            + " files.read, files.write, pay | did you mean files.read?",
        "scopes.files.write              | [files.read, files.write, pay          | [files.read,"
            + " pay                         | no user may have it",
        "agents.default.ceiling          | ceiling: [files.read]                  | ceiling:"
            + " [files.rad]                     | did you mean files.read?",
        "agents.default.max-instances    | max-instances: 10                      | max-instances:"
            + " 0                         | at least 1",
        "upstreams.files                 | allow-unconfined-child: true           |"
            + " may-ask-nothing: x                       | allow-unconfined-child: true",
        "upstreams.files.allow-unconfined-child | allow-unconfined-child: true    |"
            + " allow-unconfined-child: yes              | must be `true`",
        "upstreams.files.allow-unconfined-child | may-ask: [elicitation]          | sandbox:"
            + " [bwrap]                         | relaxes nothing",
        "upstreams.files.run-as          | may-ask: [elicitation]                 | run-as: nobody "
            + "                          | not built yet",
        "upstreams.files.may-ask[0]      | may-ask: [elicitation]                 | may-ask:"
            + " [everything]                    | must be one of",
        "upstreams.payments.assertion    | assertion: txn-token                   | #              "
            + "                          | is missing",
        "upstreams.payments.allow-bearer-assertion | assertion: txn-token         | assertion:"
            + " http-signature                | relaxes nothing",
        "upstreams.payments.counter-signature | assertion: txn-token              | assertion:"
            + " txn-token+    counter-signature: none.jwks | cannot be read",
        "upstreams.payments.counter-signature | assertion: txn-token              | assertion:"
            + " txn-token+    counter-signature: policy.yaml | is not a JWK set",
        "upstreams.payments.allow-unsigned-results | assertion: txn-token         | assertion:"
            + " txn-token+    allow-unsigned-results: true | relaxes nothing",
        "upstreams.payments.credential.header | header: Authorization            | header:"
            + " Signature                     | set by the guard itself",
        "upstreams.payments              | assertion: txn-token                   | assertion: none"
            + "                          | allow-unasserted: true",
        "upstreams.payments              | allow-bearer-assertion: true           | #              "
            + "                          | allow-bearer-assertion: true",
        "upstreams.payments.url          | https://pay.internal/mcp               |"
            + " ftp://pay.internal/mcp                   | must be an `http` or `https` URL",
        "upstreams.payments.url          | https://pay.internal/mcp               |"
            + " https://pay.internal:99999/mcp           | a port from 1 to 65535",
        "upstreams.payments.url          | https://pay.internal/mcp               |"
            + " http://localhost:/mcp                    | must name a host",
        "tls.certificate                 | data: ./guard-data                     | data: x+tls: {"
            + " certificate: \"${file:secrets/pay}\", key: \"${file:secrets/pay}\" }"
            + " | must be certificates in PEM",
        "tls.key                         | data: ./guard-data                     | data: x+tls: {"
            + " certificate: \"${file:secrets/pay}\", key: \"${file:secrets/pay}\" }"
            + " | an unencrypted PKCS #8 key in PEM",
        "upstreams.payments              | https://pay.internal/mcp               |"
            + " http://pay.internal/mcp                  | allow-plain-http",
        "upstreams.payments.credential.value | Bearer ${file:secrets/pay}         | Bearer in-clear"
            + "                          | written in clear",
        "upstreams.payments.credential.value | ${file:secrets/pay}                |"
            + " ${file:secrets/none}                     | cannot be read",
        "upstreams.payments.credential.value | ${file:secrets/pay}                | ${env:NO_SUCH} "
            + "                          | NO_SUCH is not set",
        "scopes.files.read.tools         | files/read_*,                          | flies/read_*,  "
            + "                          | matches no upstream",
        "scopes.files.read.says          | says: \"Read files\",                  | says: ,        "
            + "                          | must be a text",
        "policy                          | [policy.yaml]                          | [absent.yaml]  "
            + "                          | cannot be read",
        "quotas[0].tools                 | tools: [\"payments/*\"]                | tools:"
            + " [\"paiments/*\"]                  | matches no upstream",
        "quotas[0].limit                 | limit: 60/1m                           | limit: often   "
            + "                          | calls in a time",
        "quotas[0].per[1]                | per: [agent, tool]                     | per: [agent,"
            + " moon]                       | must be one of",
        "clients.my-agent.redirect-uris  | http://127.0.0.1/callback              |"
            + " http://evil.example/callback             | must be an https URL",
        "clients.my-agent.secret         | { redirect-uris: [                     | { secret:"
            + " hunter2, redirect-uris: [      | written in clear",
        "default-scope                   | default-scope: [files.read]            | default-scope:"
            + " [files.all]               | is no known scope",
        "tokens.access                   | access: 10m                            | access: 10"
            + " minutes                       | must be a duration",
        "tokens.access                   | access: 10m                            | access: 25h    "
            + "                          | at most 1440m",
        "limits.body                     | body: 4MiB                             | body: 4MB      "
            + "                          | must be a size",
        "limits.nesting                  | nesting: 64                            | nesting: 65    "
            + "                          | at most 64",
        "allowed-origins                 | http://localhost:6274                  |"
            + " http://localhost:6274/x                  | must be an origin",
        "labels                          | default-scope: [files.read]            | labels: {}     "
            + "                          | not built yet",
        "trust-domain                    | trust-domain-hosts: [pay.internal]     | trust-domain:"
            + " twice                      | stands here twice",
        "trust-domain-hosts              | trust-domain-hosts: [                  |"
            + " trust-domain-hosts: &here [              | anchors and aliases",
        "data                            | data: ./guard-data                     | data:"
            + " \"${env:HOME}/x\"                  | references stand only where a secret",
      })
  void oneFaultIsOneProblemThatNamesItsKey(String key, String was, String is, String says)
      throws IOException {
    var example = example();
    assertThat(example).contains(was);

    var read = (ConfigurationRead.Invalid) read(example.replace(was, is.replace("+", "\n")));

    assertThat(read.problems())
        .anySatisfy(problem -> {
          assertThat(problem.key()).isEqualTo(key);
          assertThat(problem.text()).contains(says);
        });
  }

  @Test
  void aSecretInClearIsNeverEchoed() throws IOException {
    var read = read(example().replace("Bearer ${file:secrets/pay}", "Bearer hunter2"));

    assertThat(read.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8931, http://127.0.0.1:8931",
    "127.0.0.1:80, http://127.0.0.1",
    "127.0.0.1:443, http://127.0.0.1:443",
    "127.0.0.1:8080, http://127.0.0.1:8080",
    "'[::1]:80', 'http://[::1]'"
  })
  void whereNoPublicUrlIsSaidItIsTheListenersOwn(String mcp, String url) throws IOException {
    var read = (ConfigurationRead.Read) read(listening("{ mcp: \"" + mcp + "\" }"));

    assertThat(read.configuration().listen().publicUrl()).isEqualTo(URI.create(url));
  }

  @Test
  void aPortThatIsChosenAtTheStartNeedsAPublicUrl() throws IOException {
    assertThat(read(listening("{ mcp: 127.0.0.1:0, public-url: http://127.0.0.1:8931 }")))
        .isInstanceOf(ConfigurationRead.Read.class);

    assertThat(((ConfigurationRead.Invalid) read(listening("{ mcp: 127.0.0.1:0 }"))).problems())
        .extracting(Problem::key)
        .containsExactly("listen.public-url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://alice:hunter2@pay.internal/mcp",
        "https://hunter2@pay.internal/mcp",
        "https://pay.internal/mcp?key={hunter2}",
        "ftp://pay.internal/hunter2?key=hunter2",
        "https://pay.internal/mcp?key=hunter2#part",
        "http://pay.internal/mcp?key=hunter2"
      })
  void whatAUrlMayHideIsNeverEchoed(String url) throws IOException {
    assertThat(read(example().replace("url: https://pay.internal/mcp", "url: " + url)).toString())
        .contains("upstreams.payments")
        .doesNotContain("hunter2");
  }

  @Test
  void aUrlWithAPasswordIsShownByItsHostAndSentToItsKey() throws IOException {
    var read = read(example().replace("https://pay.internal/mcp", "https://a:b@pay.internal/mcp"));

    assertThat(((ConfigurationRead.Invalid) read).problems())
        .contains(
            new Problem(
                "upstreams.payments.url",
                "must be an `http` or `https` URL, was one with user info, https://pay.internal;"
                    + " credentials belong under `credential`"));
  }

  @Test
  void aClientSecretOf32CharactersIsTaken() throws IOException {
    assertThat(withClientSecret("z".repeat(32))).isInstanceOf(ConfigurationRead.Read.class);
  }

  @Test
  void aShorterClientSecretIsRefusedAndNotEchoed() throws IOException {
    var read = (ConfigurationRead.Invalid) withClientSecret("z".repeat(31));

    assertThat(read.problems()).extracting(Problem::key).containsExactly("clients.my-agent.secret");
    assertThat(read.problems().toString()).contains("at least 32 characters").doesNotContain("zz");
  }

  @Test
  void anUnreadableValueHidesNothingThatDoesNotHangOnIt() throws IOException {
    var spoiled =
        example()
            .replace("body: 4MiB", "body: big")
            .replace("nesting: 64", "nesting: 65")
            .replace("ceiling: [files.read]", "ceiling: [files.rad]")
            .replace("default-resource: files", "default-resource: fils");

    assertThat(((ConfigurationRead.Invalid) read(spoiled)).problems())
        .extracting(Problem::key)
        .containsExactly(
            "limits.body",
            "authorization.default-resource",
            "agents.default.ceiling",
            "limits.nesting");
  }

  @Test
  void whatHangsOnAnUnreadableValueIsLeftUnsaid() throws IOException {
    var spoiled = example().replace("assertion: txn-token", "assertion: maybe");

    assertThat(((ConfigurationRead.Invalid) read(spoiled)).problems())
        .extracting(Problem::key)
        .containsExactly("upstreams.payments.assertion");
  }

  @ParameterizedTest
  @CsvSource({
    "body: 4MiB, body: 64MiB, body: 65MiB, limits.body",
    "body: 4MiB, body: 1KiB, body: 1023B, limits.body",
    "body: 4MiB, body: 64MiB, body: 4GiB, limits.body",
    "headers: 16KiB, headers: 64KiB, headers: 65KiB, limits.headers",
    "headers: 16KiB, headers: 8KiB, headers: 8191B, limits.headers",
    "sessions-per-agent: 1000, sessions-per-agent: 10000, sessions-per-agent: 10001,"
        + " limits.sessions-per-agent",
    "calls-per-agent: 128, calls-per-agent: 10000, calls-per-agent: 10001,"
        + " limits.calls-per-agent",
    "streams-per-agent: 50, streams-per-agent: 10000, streams-per-agent: 10001,"
        + " limits.streams-per-agent",
    "streams-per-upstream: 256, streams-per-upstream: 10000, streams-per-upstream: 10001,"
        + " limits.streams-per-upstream",
    "access: 10m, access: 1s, access: 999ms, tokens.access",
    "refresh: 30d, refresh: 366d, refresh: 367d, tokens.refresh",
    "code: 60s, code: 10m, code: 11m, tokens.code",
    "limit: 60/1m, limit: 1000000/1m, limit: 1000001/1m, quotas[0].limit",
    "limit: 60/1m, limit: 60/366d, limit: 60/999999999d, quotas[0].limit",
    "limit: 60/1m, limit: 60/1s, limit: 60/1ms, quotas[0].limit",
    "max-instances: 10, max-instances: 1000000, max-instances: 1000001,"
        + " agents.default.max-instances",
  })
  void everyNumberHasEdges(String was, String edge, String beyond, String key) throws IOException {
    assertThat(example()).contains(was);

    assertThat(read(example().replace(was, edge))).isInstanceOf(ConfigurationRead.Read.class);
    assertThat(((ConfigurationRead.Invalid) read(example().replace(was, beyond))).problems())
        .extracting(Problem::key)
        .containsExactly(key);
  }

  @Test
  void allProblemsAreReportedAtOnce() throws IOException {
    var spoiled =
        example()
            .replace("127.0.0.1:8931,", "here,")
            .replace("limit: 60/1m", "limit: often")
            .replace("body: 4MiB", "body: big");

    assertThat(((ConfigurationRead.Invalid) read(spoiled)).problems())
        .extracting(Problem::key)
        .containsExactly("listen.mcp", "quotas[0].limit", "limits.body");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "policy.yaml#rules[0].require-approval | permit: { scopes | require-approval: { scopes |"
            + " not built yet",
        "policy.yaml#rules[1]       | permit: { tools: [payments/*] } | when: user == 'x' | must"
            + " have either permit or forbid",
        "policy.yaml#rules[0].when  | path.under(args.path, \"/srv/docs\") | path.under(args.path)"
            + " | found no matching overload",
        "policy.yaml#rules[0].when  | \"/srv/docs\" | \"docs\" | must be an absolute path",
        "policy.yaml#rules[1].permit.tools | [payments/*] | [paymnts/*] | matches no upstream",
        "policy.yaml#rules[0].permit.scopes | scopes: [files.read], tools | scopes: [files.raed],"
            + " tools | did you mean files.read?",
        "policy.yaml#labels         | tests: | labels: {}+tests: | not built yet",
        "policy.yaml#combinations   | tests: | combinations: []+tests: | not built yet",
        "policy.yaml#tests[1].expect | scopes: [files.read], expect: deny | expect:"
            + " require-approval | not built yet",
        "policy.yaml#tests[1]       | call: files/read_file, args: { path: /srv/docs/.. | call:"
            + " read_file, args: { path: /srv/docs/.. | one of call, resource and prompt",
        "policy.yaml                | rules: | rules: [ | is not YAML",
      })
  void aFaultInAPolicyFileNamesFileAndKey(String key, String was, String is, String says)
      throws IOException {
    var policy = resource("policy.yaml");
    assertThat(policy).contains(was);
    Files.writeString(directory.resolve("policy.yaml"), policy.replace(was, is.replace("+", "\n")));

    var read = (ConfigurationRead.Invalid) read(example());

    assertThat(read.problems())
        .anySatisfy(problem -> {
          assertThat(problem.key()).isEqualTo(key);
          assertThat(problem.text()).contains(says);
        });
  }

  @Test
  void aFileThatIsNotThereIsAProblem() {
    var read = Configuration.read(directory.resolve("none.yaml"));

    assertThat(((ConfigurationRead.Invalid) read).problems()).hasSize(1);
  }

  @Test
  void whoCallsIsSaidByProxiesAtAddresses() throws IOException {
    var proxied = example().replace("8931 }", "8931, trusted-proxies: [10.0.0.7, 'fd00::7'] }");

    assertThat(((ConfigurationRead.Read) read(proxied)).configuration().listen().trustedProxies())
        .containsExactlyInAnyOrder("10.0.0.7", "fd00::7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.internal", "10.0.0.0/8", "10.0.0"})
  void whatIsNoAddressIsNoProxy(String proxy) throws IOException {
    var spoiled = example().replace("8931 }", "8931, trusted-proxies: ['" + proxy + "'] }");

    assertThat(((ConfigurationRead.Invalid) read(spoiled)).problems())
        .extracting(Problem::key)
        .containsExactly("listen.trusted-proxies");
  }

  @Test
  void aliasesDoNotExplode() throws IOException {
    var bomb =
        """
        a: &a [x,x,x,x,x,x,x,x,x]
        b: &b [*a,*a,*a,*a,*a,*a,*a,*a]
        c: [*b,*b,*b,*b,*b,*b,*b,*b]
        """;

    assertThat(read(bomb)).isInstanceOf(ConfigurationRead.Invalid.class);
  }

  private ConfigurationRead inCode(PolicySettings policy) {
    return Configuration.builder(directory.resolve("guard-data"))
        .listen(
            Listen.at(
                new HostPort("127.0.0.1", 8931),
                new HostPort("127.0.0.1", 8932),
                URI.create("http://127.0.0.1:8931")))
        .trustDomainHosts("pay.internal")
        .authorization(AuthorizationSettings.embedded().defaultResource("files"))
        .user("alice", UserSettings.may("files.read", "files.write", "payments.pay"))
        .agent("default", AgentSettings.ceiling("files.read"))
        .upstream(
            "files",
            ChildUpstream.of(
                    Common.strict().mayAsk(Ask.ELICITATION).allowing(Relaxation.UNCONFINED_CHILD),
                    "npx",
                    "-y",
                    "@modelcontextprotocol/server-filesystem@2026.8.31",
                    "/srv/docs")
                .env("LANG", Secret.of("C.UTF-8")))
        .upstream(
            "payments",
            HttpUpstream.of(
                    URI.create("https://pay.internal/mcp"),
                    Carrier.TXN_TOKEN,
                    Common.strict().allowing(Relaxation.BEARER_ASSERTION))
                .credential(Credential.of("Authorization", Secret.of("Bearer " + TOKEN))))
        .scope(
            "files.read",
            ScopeSettings.of("Read files", "files/read_*", "files/list_*")
                .resources("files/file:///srv/docs/**")
                .prompts("files/*"))
        .scope(
            "files.write", ScopeSettings.of("Change files", "files/write_file", "files/edit_file"))
        .scope("payments.pay", ScopeSettings.of("Pay", "payments/*"))
        .policy(
            new PolicySettings.Rules(
                List.of(
                    PolicyRule.permit(
                            "policy.yaml#rules[0]",
                            RuleMatch.anything().scopes("files.read").tools("files/*"))
                        .when("path.under(args.path, \"/srv/docs\")"),
                    PolicyRule.permit(
                        "policy.yaml#rules[1]", RuleMatch.anything().tools("payments/*")),
                    PolicyRule.forbid(
                            "policy.yaml#rules[2]", RuleMatch.anything().tools("payments/refund"))
                        .when("decimal(args.amount.value) > decimal(\"100\")")),
                ((PolicySettings.Rules) policy).tests()))
        .quotas(
            QuotaRule.of("quotas[0]", EnumSet.of(Per.AGENT, Per.TOOL), 60, Duration.ofMinutes(1))
                .forTools("payments/*"))
        .client("my-agent", ClientSettings.of("http://127.0.0.1/callback"))
        .defaultScope("files.read")
        .allowedOrigins("http://localhost:6274")
        .build();
  }

  private static String listening(String listen) {
    return example().replaceFirst("listen: .*", "listen: " + listen);
  }

  private ConfigurationRead withClientSecret(String secret) throws IOException {
    String client = "{ secret: \"${env:SECRET}\", redirect-uris: [\"http://127.0.0.1/callback\"] }";
    return read(
        example().replace("{ redirect-uris: [\"http://127.0.0.1/callback\"] }", client),
        Map.of("SECRET", secret));
  }

  private ConfigurationRead read(String text) throws IOException {
    return read(text, Map.of());
  }

  private ConfigurationRead read(String text, Map<String, String> environment) throws IOException {
    Path file = directory.resolve("guard.yaml");
    Files.writeString(file, text);
    return ConfigurationFile.read(file, environment);
  }

  private static String example() {
    return resource("guard.yaml");
  }

  private static String resource(String name) {
    try (InputStream in = ConfigurationTest.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(in).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
