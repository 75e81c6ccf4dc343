package io.mcpguard.provenance;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An object of a document with its path, read as its writer spells it: canonical JSON, no member
 * more, base64 without unused bits. So no byte can be another without being found.
 */
record ProofMembers(String where, JsonObject json) {
  /** A whole document. */
  static ProofMembers of(byte[] bytes, String where) throws Refuted {
    try {
      JsonValue root = JsonDocument.read(bytes, ReadRules.answer()).root();
      if (root instanceof JsonObject json && Digests.of(json).equals(Digests.ofBytes(bytes))) {
        return new ProofMembers(where, json);
      }
    } catch (MalformedJson malformed) {
      // said below
    }
    throw new Refuted(where, "is not JSON as a guard writes it (RFC 8785)");
  }

  private String at(String name) {
    return where + "/" + name;
  }

  private Refuted missing(String name) {
    return new Refuted(at(name), "is missing, or of another kind");
  }

  /** Refuses members of other names; all of {@code needed} are there. */
  ProofMembers only(Set<String> needed, String... more) throws Refuted {
    Set<String> known = new HashSet<>(needed);
    known.addAll(Arrays.asList(more));
    for (JsonMember member : json.members()) {
      if (!known.contains(member.name())) {
        throw new Refuted(where, "has a member that no guard writes");
      }
    }
    for (String name : needed) {
      if (!has(name)) {
        throw missing(name);
      }
    }
    return this;
  }

  boolean has(String name) {
    return json.member(name).isPresent();
  }

  String text(String name) throws Refuted {
    return json.string(name).orElseThrow(() -> missing(name));
  }

  long index(String name) throws Refuted {
    return json.integer(name).orElseThrow(() -> missing(name));
  }

  ProofMembers object(String name) throws Refuted {
    return new ProofMembers(at(name), json.object(name).orElseThrow(() -> missing(name)));
  }

  List<ProofMembers> objects(String name) throws Refuted {
    JsonArray array = json.array(name).orElseThrow(() -> missing(name));
    List<ProofMembers> objects = new ArrayList<>();
    for (JsonValue value : array.values()) {
      String place = at(name) + "/" + objects.size();
      if (!(value instanceof JsonObject object)) {
        throw new Refuted(place, "is no object");
      }
      objects.add(new ProofMembers(place, object));
    }
    return objects;
  }

  byte[] base64url(String name) throws Refuted {
    return decoded(name, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
  }

  byte[] base64(String name) throws Refuted {
    return decoded(name, Base64.getDecoder(), Base64.getEncoder());
  }

  private byte[] decoded(String name, Base64.Decoder decoder, Base64.Encoder encoder)
      throws Refuted {
    String text = text(name);
    Optional<byte[]> bytes = Optional.empty();
    try {
      bytes = Optional.of(decoder.decode(text));
    } catch (IllegalArgumentException malformed) {
      // said below
    }
    return bytes
        .filter(found -> encoder.encodeToString(found).equals(text))
        .orElseThrow(() -> new Refuted(at(name), "is not the base64 of anything"));
  }

  /** Refuses a member that says otherwise than what it is said of. */
  void agrees(String name, String proven, String of) throws Refuted {
    if (!text(name).equals(proven)) {
      throw new Refuted(at(name), "is not that of " + of);
    }
  }

  void agrees(String name, long proven, String of) throws Refuted {
    if (index(name) != proven) {
      throw new Refuted(at(name), "is not that of " + of);
    }
  }
}
