/**
 * The one strict JSON reader (RFC 8259 within I-JSON, RFC 7493), canonical form (RFC 8785),
 * digests.
 *
 * <p>In: bytes. Out: values that know their byte ranges, canonical bytes, digests, byte-exact
 * edits; or {@link io.mcpguard.assertion.json.MalformedJson} naming the member. Never: repairs,
 * guesses, echoes a value.
 */
@NullMarked
package io.mcpguard.assertion.json;

import org.jspecify.annotations.NullMarked;
