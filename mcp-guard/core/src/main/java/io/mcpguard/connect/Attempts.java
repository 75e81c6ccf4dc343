package io.mcpguard.connect;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Http1Response;
import io.mcpguard.oauth.Challenge.ErrorCode;
import io.mcpguard.oauth.ReceivedChallenge;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How often one request was refused for its token, and what that was answered with. */
final class Attempts {
  private static final int MOST_ATTEMPTS = 6;
  private static final int LARGEST_REFUSAL = 64 * 1024;
  private static final Duration REFUSAL = Duration.ofSeconds(5);
  private static final byte[] NOTHING = {};

  private final Authorization authorization;
  private final Demand.Cure cure;
  private int count;
  private int noncesTaken;
  private boolean refreshed;
  private boolean loggedIn;
  private Optional<Access> next = Optional.empty();
  private Trouble trouble = Trouble.TOKEN_REFUSED;
  private byte[] refusal = NOTHING;

  /** Attempts at a request, for which {@code cure} may be tried. */
  Attempts(Authorization authorization, Demand.Cure cure) {
    this.authorization = authorization;
    this.cure = cure;
  }

  /** The token to go on with: that which a refusal brought, or the one that there is. */
  Access access() throws InterruptedException {
    return next.isPresent() ? next.get() : authorization.current(cure);
  }

  Trouble trouble() {
    return trouble;
  }

  byte[] refusal() {
    return refusal;
  }

  /** Looks at a refusal; true where there is something to try. */
  boolean goOn(Http1Response response, Access used) throws InterruptedException {
    List<ReceivedChallenge> challenges =
        ReceivedChallenge.read(response.headers("www-authenticate"));
    refusal = read(response);
    if (++count == MOST_ATTEMPTS) {
      return false;
    }
    if (ReceivedChallenge.withError(challenges, ErrorCode.USE_DPOP_NONCE).isPresent()) {
      next = Optional.of(used);
      return noncesTaken++ == 0; // "use_dpop_nonce" again says that it takes none.
    }
    Optional<Demand> demand = demand(response.status(), challenges, used);
    if (demand.isEmpty()) {
      return false;
    }
    next = Optional.of(authorization.renewed(demand.get()));
    return true;
  }

  /** At most one refresh and one login: what those do not cure, others of them do not. */
  private Optional<Demand> demand(int status, List<ReceivedChallenge> challenges, Access used) {
    Optional<ReceivedChallenge> scope =
        ReceivedChallenge.withError(challenges, ErrorCode.INSUFFICIENT_SCOPE);
    if (status == 403) {
      trouble = scope.isPresent() ? Trouble.SCOPE_REFUSED : Trouble.REFUSED;
    }
    if (loggedIn || (status == 403 && scope.isEmpty())) {
      return Optional.empty();
    }
    ReceivedChallenge challenge =
        scope.or(() -> challenges.stream().findFirst()).orElse(Demand.UNASKED);
    boolean person = status == 403 || refreshed || needsPerson(challenges);
    if (person && cure == Demand.Cure.REFRESH_UNASKED) {
      return Optional.empty();
    }
    loggedIn = person || used instanceof Access.None;
    refreshed = true;
    return Optional.of(new Demand(used, challenge, person ? Demand.Cure.LOGIN : cure));
  }

  private boolean needsPerson(List<ReceivedChallenge> challenges) {
    return ReceivedChallenge.withError(challenges, ErrorCode.INSUFFICIENT_USER_AUTHENTICATION)
        .isPresent();
  }

  private byte[] read(Http1Response response) {
    try (response) {
      response.exchange().until(Deadline.in(REFUSAL));
      return response.readAll(LARGEST_REFUSAL);
    } catch (IOException withoutBody) {
      return NOTHING;
    }
  }
}
