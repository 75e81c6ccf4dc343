/**
 * The whole guard as a Jakarta Servlet filter in front of a tool developer's own MCP servlet.
 *
 * <p>In: what {@link io.mcpguard.servlet.GuardBuilder} was told, and the requests of the container.
 * Out: {@link io.mcpguard.servlet.GuardFilter}, and through the chain the messages that the guard
 * forwards. Never: lets the servlet see a caller's credential, or a caller what the servlet throws.
 */
@NullMarked
package io.mcpguard.servlet;

import org.jspecify.annotations.NullMarked;
