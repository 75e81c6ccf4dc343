package io.mcpguard.export;

/** How what an event tells of went (OCSF 1.9.0, {@code status_id} and {@code severity_id}). */
enum OcsfStatus {
  SUCCESS(1, "Success", 1),
  FAILURE(2, "Failure", 2),
  /** Nobody saw the end. */
  UNKNOWN(0, "Unknown", 2),
  /** A call may go out; how it ends is another event. */
  ADMITTED(99, "Admitted", 1);

  private final int id;
  private final String caption;
  private final int severity;

  OcsfStatus(int id, String caption, int severity) {
    this.id = id;
    this.caption = caption;
    this.severity = severity;
  }

  int id() {
    return id;
  }

  String caption() {
    return caption;
  }

  /** Informational, or low. */
  int severity() {
    return severity;
  }
}
