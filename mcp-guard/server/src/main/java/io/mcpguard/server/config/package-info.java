/**
 * The guard's configuration: one YAML file, read into immutable records.
 *
 * <p>In: a file, the environment's variables and the files that it refers to. Out: a {@link
 * io.mcpguard.server.config.Configuration}, or every {@link io.mcpguard.server.config.Problem} at
 * once. Never: starts anything, prints a secret, or lets an unknown, unused or unsafe setting pass.
 */
@NullMarked
package io.mcpguard.server.config;

import org.jspecify.annotations.NullMarked;
