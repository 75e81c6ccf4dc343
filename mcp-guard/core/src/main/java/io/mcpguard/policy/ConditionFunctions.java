package io.mcpguard.policy;

import com.google.errorprone.annotations.Immutable;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The functions of conditions beyond CEL's own: {@code path.under}, {@code decimal} and its
 * operators. CEL's arithmetic on doubles is replaced by one that fails where the answer would be
 * NaN or infinite: {@code double("NaN") > 100.0} is false, and a {@code forbid} would let it
 * through.
 */
final class ConditionFunctions {
  private static final CelType DECIMAL = OpaqueType.create("decimal");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /** Replaced here by overloads of the same id that check their result. */
  private static final Set<String> UNCHECKED =
      Set.of(
          "ADD_DOUBLE", "SUBTRACT_DOUBLE", "MULTIPLY_DOUBLE", "DIVIDE_DOUBLE", "STRING_TO_DOUBLE");

  private ConditionFunctions() {}

  static List<CelFunctionDecl> declarations() {
    return List.of(
        declare(
            "path.under",
            global("path_under", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)),
        declare(
            "decimal",
            global("string_to_decimal", DECIMAL, SimpleType.STRING),
            global("int64_to_decimal", DECIMAL, SimpleType.INT),
            global("double_to_decimal", DECIMAL, SimpleType.DOUBLE)),
        comparison("_>_", "greater"),
        comparison("_>=_", "greater_equals"),
        comparison("_<_", "less"),
        comparison("_<=_", "less_equals"),
        declare("_+_", global("add_decimal", DECIMAL, DECIMAL, DECIMAL)),
        declare("_-_", global("subtract_decimal", DECIMAL, DECIMAL, DECIMAL)),
        declare("_*_", global("multiply_decimal", DECIMAL, DECIMAL, DECIMAL)));
  }

  static CelStandardFunctions standard() {
    return CelStandardFunctions.newBuilder()
        .filterFunctions((function, overload) -> !UNCHECKED.contains(overload.toString()))
        .build();
  }

  static List<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> all = new ArrayList<>();
    all.add(
        CelFunctionBinding.from(
            "path_under", String.class, String.class, ConditionFunctions::under));
    all.addAll(
        CelFunctionBinding.fromOverloads(
            "decimal",
            CelFunctionBinding.from("string_to_decimal", String.class, Decimal::of),
            CelFunctionBinding.from("int64_to_decimal", Long.class, Decimal::of),
            CelFunctionBinding.from("double_to_decimal", Double.class, Decimal::of)));
    all.addAll(compare("_>_", "greater", (a, b) -> a.compareTo(b) > 0));
    all.addAll(compare("_>=_", "greater_equals", (a, b) -> a.compareTo(b) >= 0));
    all.addAll(compare("_<_", "less", (a, b) -> a.compareTo(b) < 0));
    all.addAll(compare("_<=_", "less_equals", (a, b) -> a.compareTo(b) <= 0));
    all.addAll(arithmetic("_+_", "add", Double::sum, Decimal::plus));
    all.addAll(arithmetic("_-_", "subtract", (a, b) -> a - b, Decimal::minus));
    all.addAll(arithmetic("_*_", "multiply", (a, b) -> a * b, Decimal::times));
    all.addAll(arithmetic("_/_", "divide", (a, b) -> a / b, ConditionFunctions::noQuotient));
    all.addAll(
        CelFunctionBinding.fromOverloads(
            "double",
            CelFunctionBinding.from("string_to_double", String.class, ConditionFunctions::number),
            CelFunctionBinding.from("decimal_to_double", Decimal.class, Decimal::nearest)));
    return List.copyOf(all);
  }

  /** Whether {@code path} is {@code base} or below it. */
  static boolean under(String path, String base) {
    return PlainPath.of(path).isUnder(PlainPath.of(base));
  }

  private static CelFunctionDecl declare(String name, CelOverloadDecl... overloads) {
    return CelFunctionDecl.newFunctionDeclaration(name, overloads);
  }

  private static CelOverloadDecl global(String id, CelType result, CelType... parameters) {
    return CelOverloadDecl.newGlobalOverload(id, result, parameters);
  }

  private static CelFunctionDecl comparison(String operator, String name) {
    return declare(
        operator,
        global(name + "_decimal", SimpleType.BOOL, DECIMAL, DECIMAL),
        global(name + "_decimal_int64", SimpleType.BOOL, DECIMAL, SimpleType.INT));
  }

  private static Set<CelFunctionBinding> compare(String operator, String name, Comparison test) {
    return CelFunctionBinding.fromOverloads(
        operator,
        CelFunctionBinding.from(name + "_decimal", Decimal.class, Decimal.class, test::holds),
        CelFunctionBinding.from(
            name + "_decimal_int64",
            Decimal.class,
            Long.class,
            (a, b) -> test.holds(a, Decimal.of(b))));
  }

  @Immutable
  private interface Comparison {
    boolean holds(Decimal left, Decimal right);
  }

  @Immutable
  private interface DoubleOperator {
    double apply(double left, double right);
  }

  @Immutable
  private interface DecimalOperator {
    Decimal apply(Decimal left, Decimal right);
  }

  private static Set<CelFunctionBinding> arithmetic(
      String operator, String name, DoubleOperator doubles, DecimalOperator decimals) {
    return CelFunctionBinding.fromOverloads(
        operator,
        CelFunctionBinding.from(
            name + "_double", Double.class, Double.class, (a, b) -> finite(doubles.apply(a, b))),
        CelFunctionBinding.from(name + "_decimal", Decimal.class, Decimal.class, decimals::apply));
  }

  private static Decimal noQuotient(Decimal left, Decimal right) {
    throw new ArithmeticException("decimals have no exact quotient");
  }

  private static double number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("not a number");
    }
    return finite(Double.parseDouble(text));
  }

  private static double finite(double result) {
    if (!Double.isFinite(result)) {
      throw new ArithmeticException("not a finite number");
    }
    return result;
  }
}
