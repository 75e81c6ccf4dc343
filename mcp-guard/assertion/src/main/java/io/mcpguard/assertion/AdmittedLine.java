package io.mcpguard.assertion;

/**
 * A message that a stdio server may handle.
 *
 * @param bytes the bytes that were verified, without the end of the line, and with a space in the
 *     place of each carriage return
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares lines
public record AdmittedLine(byte[] bytes, Admission admission) {}
