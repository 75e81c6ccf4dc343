package io.mcpguard.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.ledger.MalformedLogData;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.provenance.ProofVerdict.Fails;
import io.mcpguard.provenance.ProofVerdict.Holds;
import java.util.List;
import java.util.Set;

/**
 * Documents of any bytes beside those that the log of the seeds gave out: only what its key stands
 * behind holds, and of the rest the place is named. The private key is gone.
 */
class ProofFuzzTest {
  private static final String KEY =
      "guard.example/ledger+384c379a+AR+6kyD9FRbYzaMK4UVTqvkNGnNetRYiKVYJt5hbqwYw";
  private static final Set<String> CALLS = Set.of("asked", "paid", "refused", "");

  @FuzzTest
  void documents(byte[] document) throws MalformedLogData {
    switch (CallProofVerifier.verify(document, List.of(VerifierKey.parse(KEY)))) {
      case Holds holds ->
          assertThat(holds.records()).isNotEmpty().allMatch(one -> CALLS.contains(one.txn()));
      case Fails(String where, String what) -> {
        assertThat(where).matches("[A-Za-z/_0-9-]*");
        assertThat(what).isNotBlank();
      }
    }
  }
}
