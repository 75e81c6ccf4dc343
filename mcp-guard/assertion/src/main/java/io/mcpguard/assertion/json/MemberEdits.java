package io.mcpguard.assertion.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What happens to the members of one object. */
final class MemberEdits {
  private static final byte[] NOTHING = {};

  private final JsonObject object;
  private final Set<Integer> removed = new TreeSet<>();
  private final Map<Integer, byte[]> replaced = new LinkedHashMap<>();
  private final Map<String, byte[]> added = new LinkedHashMap<>();

  MemberEdits(JsonObject object) {
    this.object = object;
  }

  void remove(String name) {
    added.remove(name);
    int index = indexOf(name);
    if (index >= 0) {
      replaced.remove(index);
      removed.add(index);
    }
  }

  void set(String name, byte[] value) {
    int index = indexOf(name);
    if (index < 0) {
      added.put(name, value);
    } else {
      removed.remove(index);
      replaced.put(index, value);
    }
  }

  void collect(Splices.Collector edits) {
    JsonMember[] members = object.inOrder();
    replaced.forEach((index, value) -> {
      JsonValue old = members[index].value();
      edits.add(old.start(), old.end(), value);
    });
    int lastKept = removals(members, edits);
    boolean empty = lastKept < 0;
    int place = empty ? object.start() + 1 : members[lastKept].value().end();
    ByteSink more = new ByteSink(64);
    for (Map.Entry<String, byte[]> member : added.entrySet()) {
      more.put(Splices.member(member.getKey(), member.getValue(), empty ? "" : ","));
      empty = false;
    }
    if (more.length() > 0) {
      edits.add(place, place, more.toBytes());
    }
  }

  /** A removed member goes with the comma before it, or after it where nothing is kept before. */
  private int removals(JsonMember[] members, Splices.Collector edits) {
    int lastKept = -1;
    for (int i = 0; i < members.length; i++) {
      if (!removed.contains(i)) {
        lastKept = i;
        continue;
      }
      int end = members[i].value().end();
      if (lastKept >= 0) {
        edits.add(members[i - 1].value().end(), end, NOTHING);
      } else {
        boolean last = i + 1 == members.length;
        edits.add(members[i].start(), last ? end : members[i + 1].start(), NOTHING);
      }
    }
    return lastKept;
  }

  private int indexOf(String name) {
    JsonMember[] members = object.inOrder();
    for (int i = 0; i < members.length; i++) {
      if (members[i].isNamed(name)) {
        return i;
      }
    }
    return -1;
  }
}
