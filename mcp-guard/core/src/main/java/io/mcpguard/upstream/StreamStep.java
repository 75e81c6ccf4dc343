package io.mcpguard.upstream;

/** What a stream of events yields next. */
public sealed interface StreamStep permits SseEvent, StreamClosed, Failed {}
