package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.fields.Member.Item;
import java.util.List;

/** What a signed result covers: status, content, and the request that it answers. */
final class ResultProfile {
  static final String TAG = "mcp-guard-result";

  private static final Item STATUS = Item.of("@status");
  private static final Item DIGEST = Item.of(ContentDigest.FIELD);

  private ResultProfile() {}

  static List<Item> components(RequestBinding binding) {
    return List.of(STATUS, DIGEST, binding.component());
  }

  /** The value of one of these components (RFC 9421 §2.1, §2.2.9, §2.4). */
  static String value(ResponseMessage answer, RequestBinding binding, Item component) {
    if (component.equals(STATUS)) {
      return Integer.toString(answer.status());
    }
    return component.equals(DIGEST) ? answer.fields().value(ContentDigest.FIELD) : binding.value();
  }
}
