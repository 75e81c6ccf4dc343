/**
 * Export of the evidence to where others look: OCSF events for a SIEM, OpenTelemetry spans for
 * traces.
 *
 * <p>In: what a ledger has published, and how far each sink was brought. Out: lines to a file or a
 * stream, OTLP over HTTP to a collector. Never: is waited for by a call, holds more than a batch,
 * or tells what no leaf says; arguments and results stand in none.
 */
@NullMarked
package io.mcpguard.export;

import org.jspecify.annotations.NullMarked;
