package io.mcpguard.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that builds and runs a Go program. It is no part of the build: {@code -Dgo} asks for it,
 * and without Go it fails then.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GoCondition.class)
@interface NeedsGo {}
