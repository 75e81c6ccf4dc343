package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.fields.Member.Item;
import java.util.List;

/** What a signed request covers: method, target, content, and what it is authorized by. */
final class RequestProfile {
  private static final Item METHOD = Item.of("@method");
  private static final Item TARGET = Item.of("@target-uri");
  private static final Item DIGEST = Item.of(ContentDigest.FIELD);
  private static final Item AUTHORIZATION = Item.of("authorization");

  private static final List<Item> BARE = List.of(METHOD, TARGET, DIGEST);
  private static final List<Item> AUTHORIZED = List.of(METHOD, TARGET, DIGEST, AUTHORIZATION);

  private RequestProfile() {}

  /** A request with an {@code Authorization} covers it; one without cannot be given another's. */
  static List<Item> components(RequestMessage request) {
    return request.fields().lines("authorization").isEmpty() ? BARE : AUTHORIZED;
  }

  /** The value of one of these components (RFC 9421 §2.1, §2.2.1, §2.2.2). */
  static String value(RequestMessage request, Item component) {
    if (component.equals(METHOD)) {
      return request.method();
    }
    return component.equals(TARGET)
        ? request.target()
        : request.fields().value(component.equals(DIGEST) ? ContentDigest.FIELD : "authorization");
  }
}
