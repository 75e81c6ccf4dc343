package io.mcpguard.assertion;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * PIT learns which tests a class has by running them: once to see which code each reaches, and anew
 * in each of the many processes that try changes of it, where it looks at no result. In those,
 * nothing is run until a change is tried. JUnit loads this in the profile {@code mutation} alone.
 */
public final class DiscoveryWithoutRun implements InvocationInterceptor {
  private static final Set<String> TO_FIND_ONLY =
      Set.of(
          "org.pitest.junit5.JUnit5TestUnitFinder",
          "org.pitest.mutationtest.execute.MutationTestMinion");

  private static void run(Invocation<@Nullable Void> invocation) throws Throwable {
    if (isToFindOnly()) {
      invocation.skip();
    } else {
      invocation.proceed();
    }
  }

  private static boolean isToFindOnly() {
    return StackWalker.getInstance()
        .walk(frames -> frames.map(StackFrame::getClassName).collect(Collectors.toSet()))
        .containsAll(TO_FIND_ONLY);
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }
}
