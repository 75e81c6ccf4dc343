package io.mcpguard.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.conformance.Corpus.Asked;
import io.mcpguard.conformance.Corpus.Exchange;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nobody asked to change arrives byte for byte: a recorded corpus goes past the guard,
 * straight to the tool server, and through it, and what arrives on either side must be the same but
 * for the edits that are listed here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FidelityTest {
  /**
   * Contracts §2: each result gets a receipt, in its last place, or in that of its {@code _meta}.
   */
  private static final String RECEIPT =
      "\"io\\.mcpguard/receipt\":\\{\"decision\":\"allow\",\"log\":\\{\"index\":[0-9]+,\"origin\":\"[^\"]+\"},"
          + "\"result_digest\":\"sha256:[0-9a-f]{64}\",\"txn\":\"[^\"]+\"}";

  /** Contracts §1: a child gets the assertion in its params. */
  private static final String ASSERTION = "\"io\\.mcpguard/txn-token\":\"[A-Za-z0-9_.-]+\"";

  /** How a client reaches a server that speaks as it does. */
  enum Cell {
    SESSION(Requirements.OF_2025_11_25, Carrier.JSON, At.OWN_ENDPOINT),
    SESSION_EVENTS(Requirements.OF_2025_11_25, Carrier.EVENTS, At.OWN_ENDPOINT),
    STATELESS(Requirements.OF_2026_07_28, Carrier.JSON, At.OWN_ENDPOINT),
    STATELESS_EVENTS(Requirements.OF_2026_07_28, Carrier.EVENTS, At.OWN_ENDPOINT),
    SESSION_CHILD(Requirements.OF_2025_11_25, Carrier.PIPE, At.OWN_ENDPOINT),
    STATELESS_CHILD(Requirements.OF_2026_07_28, Carrier.PIPE, At.OWN_ENDPOINT),
    FEDERATED(Requirements.OF_2026_07_28, Carrier.JSON, At.ENDPOINT_OF_ALL),
    FEDERATED_EVENTS(Requirements.OF_2026_07_28, Carrier.EVENTS, At.ENDPOINT_OF_ALL),
    FEDERATED_CHILD(Requirements.OF_2026_07_28, Carrier.PIPE, At.ENDPOINT_OF_ALL);

    private final Requirements revision;
    private final Carrier carrier;
    private final At at;

    Cell(Requirements revision, Carrier carrier, At at) {
      this.revision = revision;
      this.carrier = carrier;
      this.at = at;
    }

    private String server() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A text with the names of what is asked for as they are known where the client asks. */
    private String named(String text) {
      return switch (at) {
        case OWN_ENDPOINT -> text;
        case ENDPOINT_OF_ALL ->
            text.replaceFirst("\"(repl[^\"]*)\"", "\"" + server() + "__$1\"")
                .replaceFirst("\"(test://replay)\"", "\"" + server() + "+$1\"");
      };
    }

    /** What is left to compare: a name that is changed is spelled anew, plainly. */
    private String unnamed(String text) {
      return switch (at) {
        case OWN_ENDPOINT -> text;
        case ENDPOINT_OF_ALL ->
            text.replace("\"" + server() + "+", "\"")
                .replace("\"test:\\/\\/", "\"test://")
                .replace("\"repl\\u0061y\"", "\"replay\"");
      };
    }
  }

  /** Where the client asks: at {@code /mcp} names say whose they are. */
  private enum At {
    OWN_ENDPOINT,
    ENDPOINT_OF_ALL
  }

  private enum Carrier {
    JSON,
    EVENTS,
    PIPE
  }

  /**
   * What was seen of the corpus on one way.
   *
   * @param arrived the calls as the server got them
   * @param answered the answers as the client got them
   */
  private record Seen(List<String> arrived, List<String> answered) {}

  @TempDir private static Path folder;
  private final Map<Cell, RecordingUpstream> upstreams = new EnumMap<>(Cell.class);
  private List<Exchange> corpus = List.of();
  private Guard guard;

  /** Of what type the servers say that their bodies are. */
  private volatile String answerType = "application/json; charset=\"UTF-8\"";

  @BeforeAll
  void start() throws Exception {
    corpus = Corpus.read();
    StringBuilder configured = new StringBuilder();
    for (Cell cell : Cell.values()) {
      configured
          .append("  ")
          .append(cell.server())
          .append(": ")
          .append(configured(cell))
          .append('\n');
    }
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [all] } }
            agents: { default: { ceiling: [all], max-instances: 30 } }
            upstreams:
            %sscopes: { all: { says: "All", tools: [%s], resources: [%s], prompts: [%s] } }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [all]
            """
                .formatted(configured, each("/*"), each("/**"), each("/*")));
  }

  private static String each(String pattern) {
    return Stream.of(Cell.values())
        .map(cell -> "\"" + cell.server() + pattern + "\"")
        .collect(Collectors.joining(", "));
  }

  private String configured(Cell cell) throws IOException {
    return switch (cell.carrier) {
      case JSON, EVENTS -> {
        RecordingUpstream upstream = RecordingUpstream.answering(new Replaying(cell)::answer);
        upstreams.put(cell, upstream);
        yield "{ url: \"" + upstream.url() + "\", assertion: txn-token }";
      }
      case PIPE ->
          "{ command: [\""
              + String.join("\", \"", child(cell, "through"))
              + "\"], allow-unconfined-child: true }";
    };
  }

  private RecordingUpstream upstream(Cell cell) {
    return Objects.requireNonNull(upstreams.get(cell));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstreams.values().forEach(RecordingUpstream::close);
  }

  @ParameterizedTest
  @EnumSource
  void whatNobodyAskedToChangeArrivesByteForByte(Cell cell) throws Exception {
    Seen past = past(cell);
    guard.front().presenting(login(cell).access());

    Seen through = through(cell);

    assertThat(through.arrived().size())
        .as("calls that arrived; the first answer was %s", through.answered().getFirst())
        .isEqualTo(corpus.size());
    for (int i = 0; i < corpus.size(); i++) {
      String what = corpus.get(i).name();
      assertThat(without(ASSERTION, through.arrived().get(i)))
          .as("%s, as it arrived", what)
          .isEqualTo(cell.unnamed(past.arrived().get(i)));
      assertThat(cell.unnamed(without(RECEIPT, through.answered().get(i))))
          .as("%s, as it was answered", what)
          .isEqualTo(cell.unnamed(past.answered().get(i)));
    }
  }

  /** Parameters of a media type are its sender's; there is none for JSON (RFC 8259 §11). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json;charset=utf-8",
        "application/json; charset=\"UTF-8\"",
        "Application/JSON ; Charset=utf-8; profile=\"a;b\"",
      })
  void theParametersOfAContentTypeChangeNothing(String type) throws Exception {
    Cell cell = Cell.STATELESS;
    Exchange exchange = corpus.getFirst();
    guard.front().presenting(login(cell).access());
    answerType = type;

    List<String> answered =
        RawClient.of(endpoint(cell), cell.revision)
            .saying(type)
            .call(exchange.asked().method(), exchange.asked().target(), request(cell, 0));

    String past = Wire.answer(request(cell, 0), Wire.rest(cell.revision, exchange));
    assertThat(answered).map(one -> without(RECEIPT, one)).containsExactly(past);
    assertThat(calls(upstream(cell)).getLast()).isEqualTo(Wire.anonymous(request(cell, 0)));
  }

  private URI endpoint(Cell cell) {
    return switch (cell.at) {
      case OWN_ENDPOINT -> guard.endpoint(cell.server());
      case ENDPOINT_OF_ALL -> guard.url().resolve("/mcp");
    };
  }

  private TokenAnswer login(Cell cell) throws Exception {
    return switch (cell.at) {
      case OWN_ENDPOINT -> guard.login(cell.server(), "all");
      case ENDPOINT_OF_ALL -> guard.loginEverywhere("all");
    };
  }

  private Seen past(Cell cell) throws Exception {
    return switch (cell.carrier) {
      case JSON, EVENTS ->
          overHttp(
              cell, RawClient.of(upstream(cell).url(), cell.revision), UnaryOperator.identity());
      case PIPE -> onPipe(cell);
    };
  }

  private Seen through(Cell cell) throws Exception {
    RawClient client = RawClient.of(endpoint(cell), cell.revision);
    return switch (cell.carrier) {
      case JSON, EVENTS -> overHttp(cell, client, cell::named);
      case PIPE -> {
        List<String> answered = ask(cell, client, cell::named);
        yield new Seen(arrived(folder.resolve(cell + "-through.log")), answered);
      }
    };
  }

  private Seen overHttp(Cell cell, RawClient client, UnaryOperator<String> naming)
      throws Exception {
    RecordingUpstream upstream = upstream(cell);
    int before = calls(upstream).size();
    List<String> answered = ask(cell, client, naming);
    List<String> all = calls(upstream);
    return new Seen(all.subList(before, all.size()), answered);
  }

  private List<String> ask(Cell cell, RawClient client, UnaryOperator<String> naming)
      throws Exception {
    List<String> answered = new ArrayList<>();
    for (int i = 0; i < corpus.size(); i++) {
      Asked asked = corpus.get(i).asked();
      String target = naming.apply('"' + asked.target() + '"').replace("\"", "");
      List<String> messages = client.call(asked.method(), target, naming.apply(request(cell, i)));
      answered.add(String.join("\n", messages));
    }
    return answered;
  }

  private String request(Cell cell, int number) {
    Exchange exchange = corpus.get(number);
    return Wire.call(
        number, exchange.asked().method(), Wire.params(cell.revision, exchange.params()));
  }

  /** On a pipe no message has line breaks, whoever sends it. */
  private Seen onPipe(Cell cell) throws Exception {
    Process child = new ProcessBuilder(child(cell, "past")).start();
    List<String> answered = new ArrayList<>();
    try (OutputStream in = child.getOutputStream();
        BufferedReader out = child.inputReader(StandardCharsets.ISO_8859_1)) {
      for (int i = 0; i < corpus.size(); i++) {
        String line = request(cell, i).replace('\n', ' ') + "\n";
        in.write(line.getBytes(StandardCharsets.ISO_8859_1));
        in.flush();
        answered.add(out.readLine());
      }
    } finally {
      child.destroy();
    }
    return new Seen(arrived(folder.resolve(cell + "-past.log")), answered);
  }

  private List<String> child(Cell cell, String way) throws IOException {
    Path answers =
        Files.write(
            folder.resolve(cell + ".answers"),
            corpus.stream().map(one -> Wire.rest(cell.revision, one)).toList(),
            StandardCharsets.ISO_8859_1);
    return RawChild.command(cell.revision, answers, folder.resolve(cell + "-" + way + ".log"));
  }

  private static List<String> arrived(Path log) throws IOException {
    return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
        .map(Wire::anonymous)
        .toList();
  }

  private static List<String> calls(RecordingUpstream upstream) {
    return upstream.received().stream()
        .map(FidelityTest::text)
        .filter(Wire::isCall)
        .map(Wire::anonymous)
        .toList();
  }

  private static String text(Received request) {
    return new String(request.body(), StandardCharsets.ISO_8859_1);
  }

  private static String without(String ours, String message) {
    return message.replaceFirst(",?\"_meta\":\\{(%s)}|,(%s)".formatted(ours, ours), "");
  }

  /** Answers each call with that of the corpus: its id ends with the place. */
  private final class Replaying {
    private final Cell cell;

    Replaying(Cell cell) {
      this.cell = cell;
    }

    Reply answer(Received request) {
      String message = text(request);
      if (!message.contains("\"id\":")) {
        return Reply.empty(request.method().equals("GET") ? 405 : 202);
      }
      String rest =
          Wire.isCall(message)
              ? Wire.rest(cell.revision, corpus.get(Wire.number(message)))
              : Wire.own(cell.revision, message);
      byte[] json = Wire.answer(message, rest).getBytes(StandardCharsets.ISO_8859_1);
      return cell.carrier == Carrier.EVENTS && Wire.isCall(message)
          ? events(Wire.progress(message), json)
          : new Reply(200, Map.of("Content-Type", answerType), out -> out.write(json));
    }

    private static Reply events(String before, byte[] json) {
      return new Reply(
          200,
          Map.of("Content-Type", "text/event-stream;charset=utf-8"),
          out -> {
            out.write(("data:" + before + "\n\nevent: message\ndata: ").getBytes(US_ASCII));
            out.write(json);
            out.write("\n\n".getBytes(US_ASCII));
          });
    }
  }
}
