package io.mcpguard.upstream;

/**
 * The server took the message and will not answer it here.
 *
 * @param head status and session
 */
public record Accepted(UpstreamHead head) implements UpstreamReply {}
