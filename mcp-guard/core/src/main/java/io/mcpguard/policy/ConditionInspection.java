package io.mcpguard.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import io.mcpguard.policy.ArgumentUse.Extent;
import io.mcpguard.policy.ConditionCompiler.Unusable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks through a checked condition: what it needs, and what in it can never work. */
final class ConditionInspection {
  private ConditionInspection() {}

  static ArgumentUse inspect(CelAbstractSyntaxTree tree) throws Unusable {
    List<CelNavigableExpr> nodes = CelNavigableAst.fromAst(tree).getRoot().allNodes().toList();
    for (CelNavigableExpr node : nodes) {
      if (node.getKind() == Kind.CALL) {
        checkCall(node.expr().call());
      }
    }
    return use(nodes);
  }

  private static ArgumentUse use(List<CelNavigableExpr> nodes) {
    Set<String> members = new HashSet<>();
    boolean seen = false;
    for (CelNavigableExpr node : nodes) {
      if (node.getKind() == Kind.IDENT && node.expr().ident().name().equals("args")) {
        seen = true;
        Optional<String> member = node.parent().flatMap(ConditionInspection::memberOf);
        if (member.isEmpty()) {
          return new ArgumentUse(Set.of(), Extent.EVERYTHING);
        }
        members.add(member.get());
      }
    }
    return new ArgumentUse(members, seen ? Extent.MEMBERS : Extent.NOTHING);
  }

  /** The member in {@code args.member} and {@code args["member"]}. */
  private static Optional<String> memberOf(CelNavigableExpr parent) {
    if (parent.getKind() == Kind.SELECT) {
      return Optional.of(parent.expr().select().field());
    }
    if (parent.getKind() == Kind.CALL && parent.expr().call().function().equals("_[_]")) {
      return text(parent.expr().call().args().get(1));
    }
    return Optional.empty();
  }

  private static void checkCall(CelExpr.CelCall call) throws Unusable {
    switch (call.function()) {
      case "matches" -> {
        if (text(call.args().getLast()).isEmpty()) {
          throw new Unusable(
              "the regular expression of matches must be written in the condition itself, so that"
                  + " no caller chooses it");
        }
      }
      case "decimal" -> checkLiteral(call, 0, Decimal::of, "is no exact decimal such as \"12.50\"");
      case "path.under" ->
          checkLiteral(call, 1, PlainPath::of, "must be an absolute path without .. or backslash");
      default -> {
        // every other function is CEL's own and was checked by its compiler
      }
    }
  }

  private interface Reader {
    Object read(String text);
  }

  private static void checkLiteral(CelExpr.CelCall call, int index, Reader reader, String rule)
      throws Unusable {
    Optional<String> literal = text(call.args().get(index));
    if (literal.isEmpty()) {
      return;
    }
    try {
      reader.read(literal.get());
    } catch (IllegalArgumentException e) {
      throw new Unusable("argument %d of %s %s".formatted(index + 1, call.function(), rule));
    }
  }

  private static Optional<String> text(CelExpr expr) {
    return expr.exprKind().getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expr.constant().stringValue())
        : Optional.empty();
  }
}
