/**
 * What a guarded call costs: the load harness and the soak.
 *
 * <p>In: a plan of connections, rounds and seconds. Out: a table, a JSON file and goals met or not
 * met. Never: loads anything but processes it started itself on the loopback interface; never
 * published.
 */
@NullMarked
package io.mcpguard.benchmarks;

import org.jspecify.annotations.NullMarked;
