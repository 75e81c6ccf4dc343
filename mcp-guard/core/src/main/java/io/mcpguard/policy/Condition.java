package io.mcpguard.policy;

import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.PartialVars;
import dev.cel.runtime.Program;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A compiled condition.
 *
 * <p>The attacker sends arguments that make a condition fail, look at too much or take too long.
 * Each of these is {@link Verdict#ERROR}; none is an answer.
 */
final class Condition {
  private static final CelAttributePattern ARGUMENTS = CelAttributePattern.create("args");

  private final Program program;
  private final ArgumentUse use;
  private final ConditionLimits limits;
  private final LongSupplier nanos;

  Condition(Program program, ArgumentUse use, ConditionLimits limits, LongSupplier nanos) {
    this.program = program;
    this.use = use;
    this.limits = limits;
    this.nanos = nanos;
  }

  Verdict evaluate(PolicyQuery query) {
    Looks looks = new Looks(limits, nanos);
    try {
      Object result = run(query, looks);
      if (looks.isLate()) {
        return Verdict.ERROR;
      }
      return switch (result) {
        case Boolean holds -> holds ? Verdict.YES : Verdict.NO;
        case CelUnknownSet unknown -> Verdict.MAY;
        case Object other -> Verdict.ERROR;
      };
    } catch (CelEvaluationException | RuntimeException e) {
      return Verdict.ERROR;
    }
  }

  private Object run(PolicyQuery query, Looks looks) throws CelEvaluationException {
    return switch (query.target().arguments()) {
      case Arguments.Present present -> {
        ArgumentValues values = new ArgumentValues(present.members(), use, looks);
        yield program.eval(new Variables(query, values::all, looks));
      }
      case Arguments.Open open ->
          program.eval(PartialVars.of(new Variables(query, Map::of, looks), ARGUMENTS));
    };
  }
}
