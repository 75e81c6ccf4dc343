package io.mcpguard.assertion.fields;

import java.util.List;
import java.util.stream.Collectors;

/** What a dictionary holds under one key (RFC 9651 §3.2). */
public sealed interface Member {

  /** The spelling of §4.1. */
  String text();

  /** A value and what is said of it (§3.3). */
  record Item(BareItem value, Parameters parameters) implements Member {
    /** A string of which nothing is said. */
    public static Item of(String text) {
      return new Item(new BareItem.Text(text), Parameters.none());
    }

    @Override
    public String text() {
      return value.text() + parameters.text();
    }
  }

  /** Items, and what is said of them all (§3.1.1). */
  record InnerList(List<Item> items, Parameters parameters) implements Member {
    public InnerList {
      items = List.copyOf(items);
    }

    @Override
    public String text() {
      return items.stream().map(Item::text).collect(Collectors.joining(" ", "(", ")"))
          + parameters.text();
    }
  }
}
