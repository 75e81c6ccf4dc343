package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;
import java.util.List;

/**
 * Who signed in, what agents were given and what operators changed, as Authentication, Authorize
 * Session and Entity Management (OCSF 1.9.0, classes 3002, 3003 and 3004).
 */
final class OcsfAccess {
  private static final int LOGON = 1;
  private static final int ASSIGN_PRIVILEGES = 1;
  private static final int CREATE = 1;
  private static final int UPDATE = 3;
  private static final int DELETE = 4;
  private static final int DISABLE = 9;
  private static final int USER = 1;

  private static final List<String> SIGNED_IN = List.of("password", "one_time_link");

  private OcsfAccess() {}

  /** A login; of one that failed nobody knows whose it was. */
  static JsonText login(Told told) {
    String result = told.text("result");
    String user = told.text("user");
    String source = told.text("source");
    return new OcsfEvent(told, OcsfClass.AUTHENTICATION, LOGON, "Logon")
        .put("user", user.isEmpty() ? OcsfRefusals.nobody() : person(user))
        .put("service", new Sparse().put("name", "mcp-guard"))
        .put("src_endpoint", new Sparse().put(isAddress(source) ? "ip" : "name", source))
        .status(SIGNED_IN.contains(result) ? OcsfStatus.SUCCESS : OcsfStatus.FAILURE, result, "")
        .json();
  }

  private static boolean isAddress(String source) {
    return source.matches("[0-9a-fA-F.:]+");
  }

  private static Sparse person(String pseudonym) {
    return new Sparse().put("uid", pseudonym).put("type_id", USER);
  }

  /** What became of a user's grant to an agent. */
  static JsonText grant(Told told) {
    return told.text("event").equals("granted") ? granted(told) : entity(told);
  }

  private static JsonText granted(Told told) {
    Sparse session =
        new Sparse()
            .put("uid", told.text("grant"))
            .put("expiration_time", Told.moment(told.text("ends_at")).toEpochMilli());
    return new OcsfEvent(told, OcsfClass.AUTHORIZE_SESSION, ASSIGN_PRIVILEGES, "Assign Privileges")
        .put("user", person(told.text("user")))
        .put("privileges", told.texts("scope"))
        .put("session", session)
        .put("ai_agent", agent(told))
        .put("dst_endpoint", new Sparse().put("svc_name", told.text("resource")))
        .status(OcsfStatus.SUCCESS, told.text("event"), "")
        .json();
  }

  private static Sparse agent(Told told) {
    return new Sparse()
        .put("uid", told.text("agent"))
        .put("instance_uid", told.text("instance"))
        .put("type_id", 0);
  }

  /** Something that is kept was made, changed or ended. */
  static JsonText entity(Told told) {
    String event = told.text("event");
    int activity = activity(event);
    String name =
        switch (activity) {
          case CREATE -> "Create";
          case UPDATE -> "Update";
          case DELETE -> "Delete";
          case DISABLE -> "Disable";
          default -> event.isEmpty() ? told.type() : event;
        };
    return new OcsfEvent(told, OcsfClass.ENTITY_MANAGEMENT, activity, name)
        .put("entity", entityOf(told))
        .status(OcsfStatus.SUCCESS, event, told.text("cause"))
        .json();
  }

  private static int activity(String event) {
    return switch (event) {
      case "registered", "user_added" -> CREATE;
      case "accepted", "rotated", "log_key_rotated" -> UPDATE;
      case "user_removed", "person_erased" -> DELETE;
      case "revoked" -> DISABLE;
      default -> OcsfClass.OTHER;
    };
  }

  /** What a leaf is of is its type; which one, the first of these members says. */
  private static Sparse entityOf(Told told) {
    String uid =
        List.of("grant", "agent", "tool", "kid", "next", "user").stream()
            .map(told::text)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(told.type());
    return new Sparse()
        .put("uid", uid)
        .put("type", told.type())
        .put("type_id", OcsfClass.OTHER)
        .put("name", told.text("upstream"));
  }
}
