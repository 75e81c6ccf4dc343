package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What OCSF 1.9.0 (github.com/ocsf/ocsf-schema) demands of the classes and objects that the guard
 * writes: which attributes exist, which are required, and of which one must be there.
 */
public final class OcsfSchema {
  private static final Set<Integer> STATUS = Set.of(0, 1, 2, 99);
  private static final Set<Integer> SEVERITY = Set.of(0, 1, 2, 3, 4, 5, 6, 99);

  /** Activities of each class beside 0 and 99. */
  private static final Map<Integer, Integer> LAST_ACTIVITY =
      Map.of(0, 0, 3002, 7, 3003, 3, 3004, 13, 6003, 4);

  /** What a class has beside the attributes of every class. */
  private static final Map<Integer, Rule> CLASSES =
      Map.of(
          0, new Rule(Set.of(), Set.of(), Set.of()),
          3002,
              new Rule(
                  Set.of("actor", "session"), Set.of("user"), Set.of("service", "dst_endpoint")),
          3003,
              new Rule(
                  Set.of("actor", "dst_endpoint", "session"),
                  Set.of("user"),
                  Set.of("privileges", "groups", "iam_roles")),
          3004, new Rule(Set.of("actor", "comment", "entity_result"), Set.of("entity"), Set.of()),
          6003,
              new Rule(
                  Set.of("dst_endpoint", "http_request", "http_response", "resources", "trace"),
                  Set.of("actor", "api", "src_endpoint"),
                  Set.of()));

  private static final Rule BASE =
      new Rule(
          Set.of(
              "activity_name",
              "count",
              "duration",
              "end_time",
              "message",
              "raw_data",
              "start_time",
              "status",
              "status_code",
              "status_detail",
              "status_id",
              "unmapped",
              "action",
              "action_id",
              "disposition",
              "disposition_id",
              "policy",
              "attestation_list",
              "ai_agent",
              "src_endpoint"),
          Set.of(
              "activity_id",
              "category_uid",
              "class_uid",
              "metadata",
              "severity_id",
              "time",
              "type_uid"),
          Set.of());

  private static final Rule ENTITY = new Rule(Set.of("version"), Set.of(), Set.of("name", "uid"));
  private static final Rule ENDPOINT =
      new Rule(
          Set.of("port", "type", "type_id"), Set.of(), Set.of("ip", "name", "svc_name", "uid"));

  /** Objects by the attribute that holds them. */
  private static final Map<String, Rule> OBJECTS =
      Map.ofEntries(
          Map.entry(
              "metadata",
              new Rule(
                  Set.of(
                      "correlation_uid",
                      "event_code",
                      "log_name",
                      "original_time",
                      "profiles",
                      "tenant_uid",
                      "uid"),
                  Set.of("product", "version"),
                  Set.of())),
          Map.entry(
              "product", new Rule(Set.of("vendor_name", "version"), Set.of(), Set.of("name"))),
          Map.entry("actor", new Rule(Set.of(), Set.of(), Set.of("user", "session", "process"))),
          Map.entry("user", new Rule(Set.of("type", "type_id"), Set.of(), Set.of("name", "uid"))),
          Map.entry(
              "session",
              new Rule(
                  Set.of("expiration_time", "issuer"), Set.of(), Set.of("uid", "created_time"))),
          Map.entry(
              "api",
              new Rule(Set.of("request", "response", "service"), Set.of("operation"), Set.of())),
          Map.entry("request", new Rule(Set.of("flags"), Set.of("uid"), Set.of())),
          Map.entry("http_response", new Rule(Set.of("latency"), Set.of("code"), Set.of())),
          Map.entry("service", ENTITY),
          Map.entry("src_endpoint", ENDPOINT),
          Map.entry("dst_endpoint", ENDPOINT),
          Map.entry(
              "resources", new Rule(Set.of("role_id", "type"), Set.of(), Set.of("name", "uid"))),
          Map.entry("policy", new Rule(Set.of("version"), Set.of(), Set.of("name", "uid"))),
          Map.entry(
              "ai_agent",
              new Rule(Set.of("instance_uid", "type_id"), Set.of(), Set.of("name", "uid"))),
          Map.entry("entity", new Rule(Set.of("type", "type_id"), Set.of(), Set.of("name", "uid"))),
          Map.entry("trace", new Rule(Set.of("span"), Set.of("uid"), Set.of())),
          Map.entry(
              "attestation_list",
              new Rule(
                  Set.of("authority_uid", "chain_uid", "prev_event", "uid"),
                  Set.of(),
                  Set.of("fingerprint", "signatures"))),
          Map.entry(
              "fingerprint",
              new Rule(
                  Set.of("algorithm", "encoding_id"), Set.of("algorithm_id", "value"), Set.of())));

  private record Rule(Set<String> optional, Set<String> required, Set<String> oneOf) {
    boolean knows(String name) {
      return Stream.of(optional, required, oneOf).anyMatch(names -> names.contains(name));
    }
  }

  private OcsfSchema() {}

  /** What is wrong with an event; nothing where it is one. */
  public static List<String> faults(JsonNode event) {
    List<String> faults = new ArrayList<>();
    int uid = event.path("class_uid").asInt(-1);
    Rule own = CLASSES.get(uid);
    if (own == null) {
      return List.of("class_uid: " + uid + " is no class that is known here");
    }
    int activity = event.path("activity_id").asInt(-1);
    boolean known =
        activity == 99 || (activity >= 0 && activity <= LAST_ACTIVITY.getOrDefault(uid, 0));
    hold(known, "activity_id", faults);
    hold(event.path("category_uid").asInt(-1) == uid / 1000, "category_uid", faults);
    hold(event.path("type_uid").asLong(-1) == uid * 100L + activity, "type_uid", faults);
    hold(STATUS.contains(event.path("status_id").asInt(-1)), "status_id", faults);
    hold(SEVERITY.contains(event.path("severity_id").asInt(-1)), "severity_id", faults);
    hold(event.path("time").isIntegralNumber(), "time", faults);
    missing("", event, BASE, faults);
    missing("", event, own, faults);
    event
        .fieldNames()
        .forEachRemaining(name -> hold(BASE.knows(name) || own.knows(name), name, faults));
    event.properties().forEach(field -> objects(field.getKey(), field.getValue(), faults));
    return faults;
  }

  private static void objects(String at, JsonNode value, List<String> faults) {
    String attribute = at.substring(at.lastIndexOf('.') + 1);
    if (attribute.equals("unmapped")) {
      return;
    }
    if (value.isArray()) {
      value.forEach(element -> objects(at, element, faults));
    } else if (value.isObject()) {
      Rule rule = OBJECTS.get(attribute);
      if (rule == null) {
        faults.add(at + ": is no object that is known here");
        return;
      }
      missing(at + ".", value, rule, faults);
      value
          .properties()
          .forEach(field -> {
            hold(rule.knows(field.getKey()), at + "." + field.getKey(), faults);
            objects(at + "." + field.getKey(), field.getValue(), faults);
          });
    }
  }

  private static void missing(String at, JsonNode object, Rule rule, List<String> faults) {
    rule.required().stream()
        .filter(name -> !object.hasNonNull(name))
        .forEach(name -> faults.add(at + name + ": is missing"));
    if (!rule.oneOf().isEmpty() && rule.oneOf().stream().noneMatch(object::hasNonNull)) {
      faults.add(at + rule.oneOf() + ": one of them is missing");
    }
  }

  private static void hold(boolean holds, String at, List<String> faults) {
    if (!holds) {
      faults.add(at + ": is not as the schema has it");
    }
  }
}
