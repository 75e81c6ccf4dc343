package io.mcpguard.export;

/** The event classes of OCSF 1.9.0 that leaves are told as. */
enum OcsfClass {
  /** What no other class is for. */
  BASE(0),
  /** Somebody signs in, or tries to. */
  AUTHENTICATION(3002),
  /** Somebody's session is given what it may do. */
  AUTHORIZE_SESSION(3003),
  /** Something that is kept is made, changed or ended. */
  ENTITY_MANAGEMENT(3004),
  /** A call. */
  API_ACTIVITY(6003);

  /** The activity of every class that has no number of its own. */
  static final int OTHER = 99;

  private final int uid;

  OcsfClass(int uid) {
    this.uid = uid;
  }

  int uid() {
    return uid;
  }

  int category() {
    return uid / 1000;
  }

  long type(int activity) {
    return uid * 100L + activity;
  }
}
