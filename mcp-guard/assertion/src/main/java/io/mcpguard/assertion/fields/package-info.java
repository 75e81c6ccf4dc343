/**
 * Structured field values for HTTP (RFC 9651), as far as signatures and digests have them:
 * dictionaries of items and inner lists, with integers, strings, tokens, byte sequences and
 * booleans.
 *
 * <p>In: the lines of one field. Out: values, or {@link
 * io.mcpguard.assertion.fields.MalformedField}. Never: takes a key twice, a second spelling of the
 * same bytes, or a decimal, a date or a display string, which no field read here needs.
 */
@NullMarked
package io.mcpguard.assertion.fields;

import org.jspecify.annotations.NullMarked;
