package io.mcpguard.assertion;

/**
 * A message that a stdio server may handle.
 *
 * @param bytes the very bytes that were verified, without the end of the line
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares lines
public record AdmittedLine(byte[] bytes, Admission admission) {}
