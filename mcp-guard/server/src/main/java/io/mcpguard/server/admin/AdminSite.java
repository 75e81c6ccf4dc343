package io.mcpguard.server.admin;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LogFile;
import io.mcpguard.provenance.CallProof;
import io.mcpguard.provenance.LiveCalls;
import io.mcpguard.provenance.LiveCalls.Lookup;
import io.mcpguard.streamable.ProofEndpoint;
import io.mcpguard.streamable.ProofForm;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the admin port answers: whether the guard lives, and to whoever has the admin token whether
 * it is ready, the proof of any call, and the log in the layout of c2sp.org/tlog-tiles.
 *
 * <p>The attacker is a program on this machine or a page in its browser. Neither has the token, no
 * page may call at all, and an access token of MCP opens nothing here.
 */
public final class AdminSite {
  private static final String LOG = "/audit/v1/log/";
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final AdminToken token;
  private final BooleanSupplier isReady;
  private final LiveCalls calls;
  private final Ledger ledger;

  /**
   * One request. Host was looked at before.
   *
   * @param method its method
   * @param path its path
   * @param authorization the value of each {@code Authorization} field line
   * @param origin the value of each {@code Origin} field line
   * @param accept the value of each {@code Accept} field line
   */
  public record Ask(
      String method,
      String path,
      List<String> authorization,
      List<String> origin,
      List<String> accept) {}

  /** Answers for the guard that writes {@code ledger}. */
  public AdminSite(AdminToken token, BooleanSupplier isReady, LiveCalls calls, Ledger ledger) {
    this.token = token;
    this.isReady = isReady;
    this.calls = calls;
    this.ledger = ledger;
  }

  /** The answer; nothing of the request is in it. */
  public AdminReply answer(Ask ask) throws InterruptedException {
    if (!ask.origin().isEmpty()) {
      return AdminReply.text(403, "no page may call the admin port\n");
    }
    if (!ask.method().equals("GET") && !ask.method().equals("HEAD")) {
      return AdminReply.text(405, "the admin port is there to be read alone\n");
    }
    if (ask.path().equals("/healthz")) {
      return AdminReply.text(200, "alive\n");
    }
    if (!token.isIn(ask.authorization())) {
      return AdminReply.text(401, "needs the token in the file admin-token, as Bearer\n");
    }
    try {
      return known(ask);
    } catch (IOException unreadable) {
      return AdminReply.text(503, "the ledger or its index cannot be read; see the guard's log\n");
    }
  }

  private AdminReply known(Ask ask) throws IOException, InterruptedException {
    if (ask.path().equals("/readyz")) {
      return isReady.getAsBoolean()
          ? AdminReply.text(200, "ready\n")
          : AdminReply.text(503, "refusing calls: they cannot be recorded\n");
    }
    if (ask.path().startsWith(LOG)) {
      return file(ask.path().substring(LOG.length()));
    }
    return ask.path().startsWith(ProofEndpoint.PATH)
        ? proof(ask.path().substring(ProofEndpoint.PATH.length()), ProofForm.of(ask.accept()))
        : missing();
  }

  private AdminReply proof(String txn, ProofForm form) throws IOException, InterruptedException {
    return switch (calls.find(txn, Deadline.in(LONGEST))) {
      case Lookup.Found found ->
          AdminReply.document(
              form.mediaType(), form.of(CallProof.of(found, CallProof.Reader.AUDITOR), ledger));
      case Lookup.Unknown unknown -> missing();
      case Lookup.Behind behind ->
          AdminReply.text(503, "the index of calls is behind the ledger; ask again\n");
    };
  }

  private AdminReply file(String path) throws IOException {
    Optional<LogFile> file = LogFile.named(path);
    Optional<byte[]> bytes =
        file.isEmpty() ? Optional.empty() : file.get().read(ledger.directory());
    return bytes.isEmpty() ? missing() : of(file.get().kind(), bytes.get());
  }

  /** "The checkpoint … Content-Type text/plain; … a tile … application/octet-stream". */
  private static AdminReply of(LogFile.Kind kind, byte[] bytes) {
    return switch (kind) {
      case CHECKPOINT, KEY, ARCHIVED, HAND_OVERS, HAND_OVER ->
          new AdminReply(200, "text/plain; charset=utf-8", "no-cache", bytes);
      case PARTIAL -> new AdminReply(200, "application/octet-stream", "private, no-cache", bytes);
      case FULL ->
          new AdminReply(
              200, "application/octet-stream", "private, max-age=31536000, immutable", bytes);
    };
  }

  private static AdminReply missing() {
    return AdminReply.text(404, "there is no such thing\n");
  }
}
