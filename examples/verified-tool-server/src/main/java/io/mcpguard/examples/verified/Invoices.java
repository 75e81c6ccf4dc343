package io.mcpguard.examples.verified;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Invoices in memory, each of one user. */
final class Invoices {
  /**
   * An amount to pay once.
   *
   * @param owner the user whose invoice it is
   */
  record Invoice(String id, String owner, String payee, BigDecimal amount, String currency) {}

  private final Map<String, Invoice> open = new ConcurrentHashMap<>();

  private Invoices(List<Invoice> invoices) {
    invoices.forEach(invoice -> open.put(invoice.id(), invoice));
  }

  static Invoices samples() {
    return new Invoices(
        List.of(
            new Invoice("A-17", "alice", "Paper & Ink", new BigDecimal("12.50"), "EUR"),
            new Invoice("A-18", "alice", "Hosting", new BigDecimal("240.00"), "EUR"),
            new Invoice("B-03", "bob", "Coffee", new BigDecimal("31.20"), "EUR")));
  }

  /** The open invoices of a user, by id. */
  List<Invoice> openOf(String user) {
    return open.values().stream()
        .filter(invoice -> invoice.owner().equals(user))
        .sorted((one, other) -> one.id().compareTo(other.id()))
        .toList();
  }

  /** Pays a user's invoice if it is open and the amount is the one due. */
  Optional<Invoice> pay(String user, String id, BigDecimal amount) {
    Invoice invoice = open.get(id);
    if (invoice == null
        || !invoice.owner().equals(user)
        || invoice.amount().compareTo(amount) != 0
        || !open.remove(id, invoice)) {
      return Optional.empty();
    }
    return Optional.of(invoice);
  }
}
