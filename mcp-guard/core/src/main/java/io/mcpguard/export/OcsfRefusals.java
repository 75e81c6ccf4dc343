package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one network was refused in a while, before anybody knew who asked, as one API Activity (OCSF
 * 1.9.0, class 6003) that counts them.
 */
final class OcsfRefusals {
  private OcsfRefusals() {}

  static JsonText of(Told told) {
    List<JsonMember> counts =
        told.leaf().object("counts").map(JsonObject::members).orElse(List.of());
    String reasons =
        counts.stream()
            .map(member -> member.name() + ": " + count(member))
            .collect(Collectors.joining(", "));
    long since = Told.moment(told.text("since")).toEpochMilli();
    OcsfEvent event = new OcsfEvent(told, OcsfClass.API_ACTIVITY, 0, "Unknown");
    OcsfCalls.taken(event, 2, "Denied", 2, "Blocked");
    return event
        .put("actor", new Sparse().put("user", nobody()))
        .put("api", OcsfCalls.api("unknown", "", ""))
        .put("src_endpoint", OcsfCalls.endpoint(told.text("source")))
        .put("count", counts.stream().mapToLong(OcsfRefusals::count).sum())
        .put("start_time", since)
        .put("end_time", told.at().toEpochMilli())
        .status(OcsfStatus.FAILURE, told.type(), reasons)
        .json(since);
  }

  private static long count(JsonMember member) {
    return member.value() instanceof JsonNumber number
        ? Math.clamp(number.toLong().orElse(0), 0, Integer.MAX_VALUE)
        : 0;
  }

  /** A user where OCSF wants one and nobody knows who it was. */
  static Sparse nobody() {
    return new Sparse().put("name", "unknown").put("type_id", 0);
  }
}
