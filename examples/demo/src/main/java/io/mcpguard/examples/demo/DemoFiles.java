package io.mcpguard.examples.demo;

/** The demo's configuration and policy, as an operator would write them. */
final class DemoFiles {
  static final String CONFIGURATION =
      """
      listen: { mcp: "127.0.0.1:%d", admin: "127.0.0.1:%d", public-url: "%s" }
      trust-domain: %s
      data: %s
      authorization: { embedded: {} }
      users: { alice: { may: [invoices.read, invoices.pay, receipts.file] } }
      upstreams:
        payments:
          url: http://127.0.0.1:%d/mcp
          server: %s
          assertion: txn-token
        receipts:
          command: %s
          allow-unconfined-child: true
      scopes:
        invoices.read: { says: "See your open invoices", tools: [payments/list_invoices, payments/whoami] }
        invoices.pay: { says: "Pay your invoices", tools: [payments/pay_invoice] }
        receipts.file: { says: "File receipts", tools: [receipts/file_receipt] }
      default-scope: [invoices.read]
      policy: [policy.yaml]
      quotas: [{ per: [agent, tool], tools: ["payments/*"], limit: 60/1m }]
      """;

  static final String POLICY =
      """
      rules:
        - permit: { scopes: [invoices.read], tools: [payments/list_invoices, payments/whoami] }
        - permit: { scopes: [receipts.file], tools: [receipts/file_receipt] }
        - permit: { scopes: [invoices.pay], tools: [payments/pay_invoice] }
          when: decimal(args.amount) <= decimal("100.00")
      """;

  private DemoFiles() {}
}
