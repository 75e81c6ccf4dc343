package io.mcpguard.upstream;

/** What a server had to say to one message. */
public sealed interface UpstreamReply permits Answered, EventStream, Accepted, Rejected, Failed {}
