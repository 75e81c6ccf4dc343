package io.mcpguard.upstream;

/**
 * No answer.
 *
 * @param fault what went wrong
 * @param reach how far the message had come
 * @param detail for the operator; holds nothing the server sent
 */
public record Failed(Fault fault, Reach reach, String detail)
    implements UpstreamReply, StreamStep {}
