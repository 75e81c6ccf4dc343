package io.mcpguard.policy;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.mcpguard.protocol.NoParameters;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Makes conditions out of CEL text: parsed, type-checked and bounded when the policy is loaded. */
final class ConditionCompiler {
  /** Asked once of every condition, so that the first call does not wait for classes to load. */
  private static final List<PolicyQuery> REHEARSALS =
      Stream.of(new Arguments.Open(), new Arguments.Present(NoParameters.OBJECT))
          .map(ConditionCompiler::rehearsal)
          .toList();

  private final ConditionLimits limits;
  private final LongSupplier nanos;
  private final CelCompiler compiler;
  private final CelRuntime runtime;
  private final Map<String, Condition> made = new HashMap<>();

  private static PolicyQuery rehearsal(Arguments arguments) {
    return new PolicyQuery(
        new Subject("", "", List.of(), Set.of()),
        new PolicyTarget("", TargetKind.TOOL, "", arguments),
        Circumstances.at(Instant.EPOCH));
  }

  /** Says why a condition cannot be used, in words for whoever wrote it. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  ConditionCompiler(ConditionLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    CelOptions options =
        CelOptions.current()
            .maxExpressionCodePointSize(ConditionLimits.EXPRESSION)
            .maxParseRecursionDepth(ConditionLimits.DEPTH)
            .maxRegexProgramSize(ConditionLimits.REGEX_PROGRAM)
            .comprehensionMaxIterations(limits.iterations())
            .enableHeterogeneousNumericComparisons(true)
            .build();
    CelType facts = MapType.create(SimpleType.STRING, SimpleType.DYN);
    this.compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(options)
            // Made once here; left to itself the compiler makes them anew for each condition.
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(CelStandardDeclarations.newBuilder().build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addFunctionDeclarations(ConditionFunctions.declarations())
            .addVar("user", SimpleType.STRING)
            .addVar("agent", SimpleType.STRING)
            .addVar("actors", ListType.create(SimpleType.STRING))
            .addVar("server", SimpleType.STRING)
            .addVar("tool", SimpleType.STRING)
            .addVar("now", SimpleType.TIMESTAMP)
            .addVar("args", facts)
            .addVar("run", facts)
            .addVar("token", facts)
            .addVar("source", facts)
            .setResultType(SimpleType.BOOL)
            .build();
    this.runtime =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(options)
            .setStandardFunctions(ConditionFunctions.standard())
            .addFunctionBindings(ConditionFunctions.bindings())
            .build();
  }

  /** The condition that {@code text} writes; the same text is compiled once. */
  Condition compile(String text) throws Unusable {
    Condition known = made.get(text);
    if (known != null) {
      return known;
    }
    Condition condition = make(text);
    made.put(text, condition);
    return condition;
  }

  private Condition make(String text) throws Unusable {
    try {
      CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
      ArgumentUse use = ConditionInspection.inspect(tree);
      Condition condition = new Condition(runtime.createProgram(tree), use, limits, nanos);
      REHEARSALS.forEach(condition::evaluate);
      return condition;
    } catch (CelValidationException | CelEvaluationException e) {
      throw new Unusable(oneLine(String.valueOf(e.getMessage())));
    }
  }

  private static String oneLine(String message) {
    String first = message.lines().findFirst().orElse("is not CEL");
    return first.replace("ERROR: <input>:", "column ").replaceFirst("column 1:", "column ");
  }
}
