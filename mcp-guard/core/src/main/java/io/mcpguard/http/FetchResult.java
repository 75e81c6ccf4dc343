package io.mcpguard.http;

/** What came of a fetch. A refusal is never to be cached. */
public sealed interface FetchResult permits Fetched, FetchRefused {}
