package io.mcpguard.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.conformance.Corpus.Exchange;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    SESSION(Requirements.OF_2025_11_25, Carrier.JSON),
    SESSION_EVENTS(Requirements.OF_2025_11_25, Carrier.EVENTS),
    STATELESS(Requirements.OF_2026_07_28, Carrier.JSON),
    STATELESS_EVENTS(Requirements.OF_2026_07_28, Carrier.EVENTS),
    SESSION_CHILD(Requirements.OF_2025_11_25, Carrier.PIPE);

    private final Requirements revision;
    private final Carrier carrier;

    Cell(Requirements revision, Carrier carrier) {
      this.revision = revision;
      this.carrier = carrier;
    }

    private String server() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
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
            agents: { default: { ceiling: [all], max-instances: 10 } }
            upstreams:
            %sscopes: { all: { says: "All", tools: [%s] } }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [all]
            """
                .formatted(
                    configured,
                    Stream.of(Cell.values())
                        .map(cell -> "\"" + cell.server() + "/*\"")
                        .collect(Collectors.joining(", "))));
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
    guard.front().presenting(guard.login(cell.server(), "all").access());

    Seen through = through(cell);

    assertThat(through.arrived().size())
        .as("calls that arrived; the first answer was %s", through.answered().getFirst())
        .isEqualTo(corpus.size());
    for (int i = 0; i < corpus.size(); i++) {
      String what = corpus.get(i).name();
      assertThat(without(ASSERTION, through.arrived().get(i)))
          .as("%s, as it arrived", what)
          .isEqualTo(past.arrived().get(i));
      assertThat(without(RECEIPT, through.answered().get(i)))
          .as("%s, as it was answered", what)
          .isEqualTo(past.answered().get(i));
    }
  }

  private Seen past(Cell cell) throws Exception {
    return switch (cell.carrier) {
      case JSON, EVENTS -> overHttp(cell, RawClient.of(upstream(cell).url(), cell.revision));
      case PIPE -> onPipe(cell);
    };
  }

  private Seen through(Cell cell) throws Exception {
    RawClient client = RawClient.of(guard.endpoint(cell.server()), cell.revision);
    return switch (cell.carrier) {
      case JSON, EVENTS -> overHttp(cell, client);
      case PIPE -> {
        List<String> answered = ask(cell, client);
        yield new Seen(arrived(folder.resolve(cell + "-through.log")), answered);
      }
    };
  }

  private Seen overHttp(Cell cell, RawClient client) throws Exception {
    RecordingUpstream upstream = upstream(cell);
    int before = calls(upstream).size();
    List<String> answered = ask(cell, client);
    List<String> all = calls(upstream);
    return new Seen(all.subList(before, all.size()), answered);
  }

  private List<String> ask(Cell cell, RawClient client) throws Exception {
    List<String> answered = new ArrayList<>();
    for (int i = 0; i < corpus.size(); i++) {
      String params = Wire.params(cell.revision, corpus.get(i).params());
      answered.add(String.join("\n", client.call(Wire.call(i, params))));
    }
    return answered;
  }

  /** On a pipe no message has line breaks, whoever sends it. */
  private Seen onPipe(Cell cell) throws Exception {
    Process child = new ProcessBuilder(child(cell, "past")).start();
    List<String> answered = new ArrayList<>();
    try (OutputStream in = child.getOutputStream();
        BufferedReader out = child.inputReader(StandardCharsets.ISO_8859_1)) {
      for (int i = 0; i < corpus.size(); i++) {
        String params = Wire.params(cell.revision, corpus.get(i).params());
        String line = Wire.call(i, params).replace('\n', ' ') + "\n";
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
            corpus.stream().map(one -> Wire.rest(cell.revision, one.answer())).toList(),
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
              ? Wire.rest(cell.revision, corpus.get(Wire.number(message)).answer())
              : Wire.own(cell.revision, message);
      byte[] json = Wire.answer(message, rest).getBytes(StandardCharsets.ISO_8859_1);
      return cell.carrier == Carrier.EVENTS && Wire.isCall(message)
          ? events(Wire.progress(message), json)
          : new Reply(
              200,
              Map.of("Content-Type", "application/json; charset=\"UTF-8\""),
              out -> out.write(json));
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
