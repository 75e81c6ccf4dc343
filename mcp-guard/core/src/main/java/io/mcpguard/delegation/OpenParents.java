package io.mcpguard.delegation;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.protocol.Call;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that may lead to others: those that went out with an assertion and have not ended.
 *
 * <p>The attacker knows the id of another's call, from a receipt or a log, and would pass a call of
 * their own off as led to by it. So the very token that was issued has to be presented; nobody but
 * its tool server has got it.
 */
final class OpenParents {
  /** Longer than any token of ours. */
  private static final int LONGEST = 16 * 1024;

  private final Map<String, Parent> open = new ConcurrentHashMap<>();

  /** An open call, whose caller was {@code caller}. */
  record Parent(Call call, Delegated caller, String token) {
    @Override
    public String toString() {
      return "Parent[" + call.id() + "]";
    }
  }

  void begun(Call call, Delegated caller, String token) {
    open.put(call.id().value(), new Parent(call, caller, token));
  }

  void ended(Call call) {
    open.remove(call.id().value());
  }

  /** The open call that this assertion was issued for. */
  Optional<Parent> presenting(String token) {
    return exchange(token)
        .flatMap(id -> Optional.ofNullable(open.get(id)))
        .filter(parent -> MessageDigest.isEqual(bytes(parent.token()), bytes(token)));
  }

  /** Which call a token says it is of; believed only where it is the one that was issued. */
  private static Optional<String> exchange(String token) {
    String[] parts = token.split("\\.", -1);
    if (token.length() > LONGEST || parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      return JsonDocument.read(payload, ReadRules.answer()).root() instanceof JsonObject claims
          ? claims.string("txn")
          : Optional.empty();
    } catch (MalformedJson | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
