package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.fields.BareItem;
import io.mcpguard.assertion.fields.Member.Item;
import io.mcpguard.assertion.fields.Parameters;
import io.mcpguard.assertion.signature.SignatureRejected.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What makes a request the only one of its kind: its Txn-Token or the guard's signature of it, both
 * for one use and over all that was asked. An answer that is signed together with it answers that
 * request and no other (RFC 9421 §2.4).
 */
public final class RequestBinding {
  private static final String TOKEN = AssertionFilter.HEADER.toLowerCase(Locale.ROOT);
  private static final Parameters OF_REQUEST = Parameters.none().with("req", BareItem.Truth.TRUE);

  private final Item component;
  private final String value;

  private RequestBinding(Item component, String value) {
    this.component = component;
    this.value = value;
  }

  /**
   * The binding of a request; empty where the request has none, or several: the two sides could
   * take one each. A signature that nobody can read may be one.
   */
  public static Optional<RequestBinding> of(HttpFields request) {
    List<String> tokens = request.lines(TOKEN);
    try {
      PresentedSignature signature = PresentedSignature.find(request, RequestSigner.TAG);
      return tokens.isEmpty() ? Optional.of(of(signature)) : Optional.empty();
    } catch (SignatureRejected rejected) {
      return rejected.reason() == Reason.NO_SIGNATURE && tokens.size() == 1
          ? Optional.of(ofToken(request))
          : Optional.empty();
    }
  }

  private static RequestBinding of(PresentedSignature signature) {
    Parameters ofLabel = OF_REQUEST.with("key", new BareItem.Text(signature.label()));
    return new RequestBinding(
        new Item(new BareItem.Text("signature"), ofLabel),
        new BareItem.Octets(signature.value()).text());
  }

  private static RequestBinding ofToken(HttpFields request) {
    return new RequestBinding(new Item(new BareItem.Text(TOKEN), OF_REQUEST), request.value(TOKEN));
  }

  Item component() {
    return component;
  }

  String value() {
    return value;
  }
}
