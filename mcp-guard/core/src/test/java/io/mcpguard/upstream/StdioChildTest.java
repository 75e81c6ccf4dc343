package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StdioChildTest {
  private static final String ECHO =
      "while read -r line; do id=${line#*\\\"id\\\":}; id=${id%%,*};"
          + " printf '{\"id\":%s,\"result\":{}}\\n' \"$id\"; done";
  private static final ChildTiming QUICK =
      new ChildTiming(
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofMinutes(1),
          Duration.ofMillis(300));

  @TempDir Path directory;

  private final Listener listener = new Listener();
  private final List<StdioChild> children = new ArrayList<>();

  @AfterEach
  void stopChildren() {
    children.forEach(StdioChild::close);
  }

  @Test
  void anAnswerReachesTheExchangeThatItsIdNames() {
    StdioChild child = running(ECHO);

    Answered answered = (Answered) child.send(request(17), soon()).reply();

    assertThat(answered.json()).asString().isEqualTo("{\"id\":17,\"result\":{}}");
  }

  @Test
  void answersInAnotherOrderReachTheirExchanges() {
    StdioChild child =
        running(
            "read -r a; read -r b; echo '{\"id\":2,\"result\":2}'; echo '{\"id\":1,\"result\":1}';"
                + " read -r c");
    UpstreamExchange one = child.send(request(1), soon());
    UpstreamExchange two = child.send(request(2), soon());

    assertThat(((Answered) one.reply()).json()).asString().contains("\"result\":1");
    assertThat(((Answered) two.reply()).json()).asString().contains("\"result\":2");
  }

  @Test
  void aLineBreakInsideAMessageBecomesASpace() {
    StdioChild child =
        running("read -r line; echo \"{\\\"id\\\":1,\\\"result\\\":$line}\"; read -r end");
    byte[] json = bytes("{\r\n\"id\":1,\n\"method\":\"x\"}");

    UpstreamReply reply =
        child.send(UpstreamMessage.request(1, json, UpstreamHeaders.none()), soon()).reply();

    assertThat(((Answered) reply).json())
        .asString()
        .isEqualTo("{\"id\":1,\"result\":{  \"id\":1, \"method\":\"x\"}}");
  }

  @Test
  void whatAnswersNothingGoesToTheListener() throws Exception {
    running("echo '{\"method\":\"notifications/message\"}'; read -r end");

    assertThat(listener.received.take()).isEqualTo("{\"method\":\"notifications/message\"}");
  }

  @Test
  void aBatchIsSortedElementByElement() throws Exception {
    StdioChild child =
        running("read -r l; echo '[{\"method\":\"n\"},{\"id\":1,\"result\":{}}]'; read -r end");

    UpstreamReply reply = child.send(request(1), soon()).reply();

    assertThat(((Answered) reply).json()).asString().isEqualTo("{\"id\":1,\"result\":{}}");
    assertThat(listener.received.take()).isEqualTo("{\"method\":\"n\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"no json", "\"text\"", "{\"id\":99,\"result\":{}}", "{\"id\":1,\"id\":1}"})
  void aLineThatIsNoMessageForAnybodyIsDropped(String line) {
    StdioChild child =
        running("read -r l; echo '" + line + "'; echo '{\"id\":1,\"result\":{}}'; read -r end");

    assertThat(child.send(request(1), soon()).reply()).isInstanceOf(Answered.class);
  }

  @Test
  void anAnswerThatIsNotUtf8EndsItsCall() {
    String garbled = "printf '{\"id\":1,\"result\":\"\\377\"}\\n'";
    StdioChild child = running("read -r l; " + garbled + "; read -r end");

    Failed failed = (Failed) child.send(request(1), soon()).reply();

    assertThat(failed.fault()).isEqualTo(Fault.MALFORMED);
    assertThat(failed.reach()).isEqualTo(Reach.SENT);
  }

  @Test
  void aNotificationThatIsNotUtf8EndsNoCall() {
    String garbled = "printf '{\"id\":1,\"method\":\"\\377\"}\\n'";
    StdioChild child =
        running("read -r l; " + garbled + "; echo '{\"id\":1,\"result\":{}}'; read -r end");

    assertThat(child.send(request(1), soon()).reply()).isInstanceOf(Answered.class);
  }

  @Test
  void subscriptionsLeaveThePlacesOfCallsFree() {
    UpstreamLimits one = new UpstreamLimits(1000, 1000, 1, 1);
    StdioChild child =
        running("read -r l; read -r m; echo '{\"id\":2,\"result\":{}}'; read -r end", one);
    child.send(subscription(1), soon());

    assertThat(child.send(request(2), soon()).reply()).isInstanceOf(Answered.class);
  }

  @Test
  void subscriptionsHaveNoMorePlacesThanCalls() {
    StdioChild child = running("read -r l; read -r end", new UpstreamLimits(1000, 1000, 1, 1));
    child.send(subscription(1), soon());

    Failed failed = (Failed) child.send(subscription(2), soon()).reply();

    assertThat(failed.fault()).isEqualTo(Fault.BUSY);
  }

  @Test
  void aLineBeyondTheBoundIsDroppedAndTheNextOneRead() {
    String bound = "head -c 2000 /dev/zero | tr '\\0' ' '; echo; echo '{\"id\":1,\"result\":{}}'";
    StdioChild child =
        running("read -r l; " + bound + "; read -r end", new UpstreamLimits(1000, 1000, 4, 4));

    assertThat(child.send(request(1), soon()).reply()).isInstanceOf(Answered.class);
  }

  @Test
  void theEndOfTheChildFailsWhatWaitsAndItIsStartedAgain() throws Exception {
    StdioChild child = running("read -r l; exit 3");

    Failed failed = (Failed) child.send(request(1), soon()).reply();

    assertThat(failed.fault()).isEqualTo(Fault.DOWN);
    assertThat(failed.reach()).isEqualTo(Reach.SENT);
    assertThat(listener.lives.take()).isEqualTo("greeted");
    assertThat(listener.lives.take()).isEqualTo("ended");
    assertThat(listener.lives.take()).isEqualTo("greeted");
  }

  /** Its second life would answer. */
  @Test
  void aChildIsNotStartedAgainBeforeItsPauseIsOver() throws Exception {
    ChildTiming patient =
        new ChildTiming(
            Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(1), QUICK.grace());
    StdioChild child =
        running(
            command("[ -e lived ] || { touch lived; exit 3; }; " + ECHO),
            patient,
            UpstreamLimits.standard());
    listener.lives.take();
    listener.lives.take();

    Failed failed = (Failed) child.send(request(1), soon()).reply();

    assertThat(failed.fault()).isEqualTo(Fault.DOWN);
    assertThat(failed.reach()).isEqualTo(Reach.UNSENT);
  }

  /** As long as it may take whoever reads it. */
  @Test
  void anAnswerWrittenRightBeforeTheEndStillArrives() {
    ChildTiming patient =
        new ChildTiming(
            QUICK.firstPause(), QUICK.longestPause(), QUICK.settled(), Duration.ofSeconds(20));
    StdioChild child =
        running(
            command("read -r l; echo '{\"id\":1,\"result\":{}}'"),
            patient,
            UpstreamLimits.standard());

    assertThat(child.send(request(1), soon()).reply()).isInstanceOf(Answered.class);
  }

  @Test
  void aChildThatDoesNotAnswerIsSlow() {
    StdioChild child = ready("read -r l; read -r end");

    Failed failed = (Failed) child.send(request(1), Deadline.in(Duration.ofMillis(200))).reply();

    assertThat(failed.fault()).isEqualTo(Fault.SLOW);
  }

  @Test
  void anAnswerThatNobodyWaitsForAnyMoreIsTold() throws Exception {
    StdioChild child =
        running("read -r a; read -r b; echo '{\"id\":1,\"result\":{}}'; read -r end");
    UpstreamExchange left = child.send(request(1), soon());
    left.close();

    child.send(request(2), soon());
    child.send(request(3), soon());

    assertThat(listener.late.take()).isEqualTo(1);
  }

  @Test
  void aChildThatDoesNotReadCannotHoldItsCallersAndIsStartedAgain() throws Exception {
    StdioChild child = ready("exec sleep 600");
    byte[] large = bytes("\"" + "x".repeat(1 << 20) + "\"");
    Deadline deadline = Deadline.in(Duration.ofSeconds(1));

    UpstreamReply reply =
        child.send(UpstreamMessage.request(1, large, UpstreamHeaders.none()), deadline).reply();

    assertThat(((Failed) reply).fault()).isEqualTo(Fault.SLOW);
    assertThat(listener.lives.take()).isEqualTo("greeted");
    assertThat(listener.lives.take()).isEqualTo("ended");
  }

  @Test
  void aNotificationIsAcceptedOnceItIsWritten() {
    StdioChild child = running("read -r l; read -r end");
    UpstreamMessage message =
        UpstreamMessage.oneWay(bytes("{\"method\":\"n\"}"), UpstreamHeaders.none());

    assertThat(child.send(message, soon()).reply()).isInstanceOf(Accepted.class);
  }

  @Test
  void requestsThatWaitKeepOutARequestButNoNotification() {
    StdioChild child = running("while read -r l; do :; done", new UpstreamLimits(1000, 1000, 1, 1));
    UpstreamExchange inTheWay = child.send(request(1), soon());
    UpstreamMessage notification =
        UpstreamMessage.oneWay(bytes("{\"method\":\"n\"}"), UpstreamHeaders.none());

    UpstreamReply request = child.send(request(2), soon()).reply();

    assertThat(((Failed) request).fault()).isEqualTo(Fault.BUSY);
    assertThat(child.send(notification, soon()).reply()).isInstanceOf(Accepted.class);
    inTheWay.close();
  }

  @Test
  void aChildThatIsUnfitIsNotUsed() throws Exception {
    listener.greeting = ChildListener.Greeting.UNFIT;
    StdioChild child = running(ECHO);
    listener.lives.take();
    listener.lives.take();

    UpstreamReply reply = child.send(request(1), Deadline.in(Duration.ofMillis(100))).reply();

    assertThat(((Failed) reply).fault()).isEqualTo(Fault.DOWN);
    assertThat(((Failed) reply).reach()).isEqualTo(Reach.UNSENT);
  }

  @Test
  void aProgramThatDoesNotExistIsDown() throws Exception {
    ChildCommand command =
        new ChildCommand("none", List.of("no-such-program-here"), Map.of(), directory);
    StdioChild child = running(command, UpstreamLimits.standard());

    UpstreamReply reply = child.send(request(1), Deadline.in(Duration.ofMillis(100))).reply();

    assertThat(((Failed) reply).fault()).isEqualTo(Fault.DOWN);
    assertThat(listener.lives.take()).isEqualTo("ended");
  }

  @Test
  void aChildThatIgnoresEofAndTermIsKilledWithAllThatItStarted() throws Exception {
    StdioChild child =
        running(
            "trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 1; done' &"
                + " echo \"{\\\"method\\\":\\\"$!\\\"}\"; while :; do sleep 1; done");
    long grandchild = Long.parseLong(listener.received.take().replaceAll("[^0-9]", ""));
    ProcessHandle handle = ProcessHandle.of(grandchild).orElseThrow();

    child.close();

    assertThat(handle.onExit().get()).isNotNull();
    assertThat(handle.isAlive()).isFalse();
  }

  private StdioChild running(String script) {
    return running(script, UpstreamLimits.standard());
  }

  /** One that was greeted, so that whoever is in a hurry waits for nothing but its answer. */
  private StdioChild ready(String script) {
    StdioChild child = running(script);
    while (!child.isReady()) {
      Thread.onSpinWait();
    }
    return child;
  }

  private StdioChild running(String script, UpstreamLimits limits) {
    return running(command(script), limits);
  }

  private ChildCommand command(String script) {
    return new ChildCommand(
        "test", List.of("sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), directory);
  }

  private StdioChild running(ChildCommand command, UpstreamLimits limits) {
    return running(command, QUICK, limits);
  }

  private StdioChild running(ChildCommand command, ChildTiming timing, UpstreamLimits limits) {
    StdioChild child = StdioChild.running(command, timing, limits, listener);
    children.add(child);
    return child;
  }

  private static UpstreamMessage request(long id) {
    byte[] json = bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");
    return UpstreamMessage.request(id, json, UpstreamHeaders.none());
  }

  private static UpstreamMessage subscription(long id) {
    byte[] json = bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");
    return UpstreamMessage.subscription(id, json, UpstreamHeaders.none());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Listener implements ChildListener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> lives = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> late = new LinkedBlockingQueue<>();
    private volatile Greeting greeting = Greeting.WELCOME;

    @Override
    public Greeting greet(UpstreamConnection fresh) {
      lives.add("greeted");
      return greeting;
    }

    @Override
    public void received(byte[] json) {
      received.add(new String(json, StandardCharsets.UTF_8));
    }

    @Override
    public void answeredLate(long id) {
      late.add(id);
    }

    @Override
    public void ended() {
      lives.add("ended");
    }
  }
}
