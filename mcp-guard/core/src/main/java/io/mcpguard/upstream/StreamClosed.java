package io.mcpguard.upstream;

/** The server ended the stream in good order. */
public record StreamClosed() implements StreamStep {}
