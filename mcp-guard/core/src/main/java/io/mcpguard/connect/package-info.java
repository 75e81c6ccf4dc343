/**
 * The way of a local program to a remote MCP server: lines of standard input and output on one
 * side, Streamable HTTP and OAuth 2.1 (RFC 9728, 8414, 7636, 8707, 9207, 9449) on the other.
 *
 * <p>In: what a host writes, in whichever revision of MCP it speaks. Out: what the server answers,
 * byte for byte, or an error that says what to do. Never: translates between revisions, decides
 * anything, shows a token to anybody but the server it is for, or writes anything but MCP to the
 * output.
 */
@NullMarked
package io.mcpguard.connect;

import org.jspecify.annotations.NullMarked;
