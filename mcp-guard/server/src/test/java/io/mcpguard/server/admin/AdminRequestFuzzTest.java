package io.mcpguard.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class AdminRequestFuzzTest {
  /** Whatever comes on the socket: a request that can be said again, or a refusal in our words. */
  @FuzzTest
  void aLineIsARequestOrIsNotRepeated(byte[] line) throws IOException {
    List<AdminRequest> read = new ArrayList<>();
    try {
      read.add(AdminRequest.read(line));
    } catch (IOException refused) {
      assertThat(refused.getMessage())
          .isIn(
              "a request must be a JSON object",
              "do: is no operation of this guard's version",
              "every argument must be a string",
              "a request must be one line of strict JSON");
    }
    for (AdminRequest request : read) {
      assertThat(AdminRequest.read(request.bytes())).isEqualTo(request);
      assertThat(request).hasToString("AdminRequest[" + request.operation().word() + "]");
    }
  }
}
