package io.mcpguard.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that builds and runs a Go program. Without Go it is left out and named at the end of the
 * build; with {@code CI=true} or {@code -Dgo.required} it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GoCondition.class)
@interface NeedsGo {}
