package io.mcpguard.upstream;

import io.mcpguard.assertion.signature.RequestBinding;
import io.mcpguard.assertion.signature.ResponseMessage;
import io.mcpguard.assertion.signature.ResultVerifier;
import io.mcpguard.assertion.signature.SignatureRejected;
import io.mcpguard.assertion.signature.SignatureRejected.Reason;
import io.mcpguard.audit.CounterSignature;
import java.util.Optional;

/**
 * Results that their tool server signs, each together with the call that it answers (RFC 9421
 * §2.4).
 *
 * <p>Attacker: alters, exchanges or repeats results between the tool server and the guard.
 */
public final class CounterSignedResults implements ResultCheck {
  private final ResultVerifier verifier;
  private final Demand demand;

  /** Results whose keys {@code verifier} knows. */
  public CounterSignedResults(ResultVerifier verifier, Demand demand) {
    this.verifier = verifier;
    this.demand = demand;
  }

  @Override
  public Demand demand() {
    return demand;
  }

  @Override
  public CounterSignature found(UpstreamHeaders sent, UpstreamReply came) {
    return switch (came) {
      case Answered answered -> found(sent, answered.head(), answered.json());
      case Rejected rejected -> found(sent, rejected.head(), rejected.body());
      case EventStream stream -> new CounterSignature.Streamed();
      case Accepted accepted -> new CounterSignature.Absent();
      case Failed failed -> new CounterSignature.Absent();
    };
  }

  private CounterSignature found(UpstreamHeaders sent, UpstreamHead head, byte[] content) {
    Optional<RequestBinding> binding = RequestBinding.of(sent::values);
    if (binding.isEmpty()) {
      return new CounterSignature.Absent();
    }
    ResponseMessage answer = new ResponseMessage(head.status(), head.fields(), content);
    try {
      return new CounterSignature.Valid(verifier.verify(answer, binding.get()));
    } catch (SignatureRejected rejected) {
      return rejected.reason() == Reason.NO_SIGNATURE
          ? new CounterSignature.Absent()
          : new CounterSignature.Wrong(rejected.reason().code());
    }
  }
}
