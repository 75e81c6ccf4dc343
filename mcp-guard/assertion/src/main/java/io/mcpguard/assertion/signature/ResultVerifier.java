package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.signature.SignatureRejected.Reason;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Verifies that a tool server signed exactly this answer to exactly this request. There is no
 * window of time: the request is of one use, and so is an answer that is bound to it.
 *
 * <p>Attacker: sits between tool server and guard past the end of TLS; may alter, repeat, exchange
 * and invent answers, and knows every public key.
 */
public final class ResultVerifier {
  private static final Set<String> PARAMETERS = Set.of("created", "alg", "keyid", "tag");

  /** Of ids and of what is covered; a record has room for so much, and nothing to escape. */
  private static final Pattern KEY_ID = Pattern.compile("[!#-\\[\\]-~]{1,64}");

  private static final int LONGEST_INPUT = 224;

  private final SignatureCheck check;
  private final InstantSource clock;

  public ResultVerifier(SignatureRules rules, KeySource keys, InstantSource clock) {
    this.check = new SignatureCheck(rules, keys);
    this.clock = clock;
  }

  /**
   * The signature of an answer.
   *
   * @throws SignatureRejected when it has none that holds; {@link Reason#NO_SIGNATURE} where it has
   *     none at all
   */
  public ResultSignature verify(ResponseMessage answer, RequestBinding binding)
      throws SignatureRejected {
    PresentedSignature presented = PresentedSignature.find(answer.fields(), ResultProfile.TAG);
    presented.requireParametersOf(PARAMETERS);
    var unused = presented.seconds("created");
    presented.requireComponents(ResultProfile.components(binding));
    String input = presented.covered().text();
    if (input.length() > LONGEST_INPUT || !KEY_ID.matcher(presented.text("keyid")).matches()) {
      throw new SignatureRejected(Reason.BAD_PARAMETER);
    }
    check.require(
        presented, component -> ResultProfile.value(answer, binding, component), clock.instant());
    ContentDigest.require(answer.fields(), answer.content());
    return new ResultSignature(
        presented.text("keyid"),
        Digests.ofBytes(answer.content()),
        input,
        Base64.getEncoder().encodeToString(presented.value()));
  }
}
