package io.mcpguard.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Cosigner;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.ledger.Witness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A38 at a witness: anybody may post to it, and nobody may hold it. */
@Timeout(60)
class WitnessHandlerTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;
  private Witness witness;

  @BeforeEach
  void open() throws Exception {
    NoteSigner log = NoteSigner.generate("guard.example/audit", RANDOM);
    witness =
        Witness.open(
            folder,
            Cosigner.generate("witness.example/w", RANDOM),
            List.of(log.verifier()),
            InstantSource.system());
  }

  @AfterEach
  void stop() throws Exception {
    witness.close();
  }

  private static String answer(WitnessHandler handler, String body, int announced)
      throws Exception {
    Front.Binding binding = new Front.Binding("127.0.0.1", 0, Front.Limits.usual(8192));
    try (Front front = Front.plain(binding, List.of(handler))) {
      front.start();
      return answer(front.port(), body, announced);
    }
  }

  private static String answer(int port, String body, int announced) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "POST /add-checkpoint HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + announced
              + "\r\nConnection: close\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    var impatient = new WitnessHandler(witness, Duration.ofMillis(200));

    assertThat(answer(impatient, "old 0\n", 100))
        .startsWith("HTTP/1.1 408 ")
        .contains("Connection: close");
  }

  @Test
  void aBodyThatComesIsLookedAt() throws Exception {
    assertThat(answer(new WitnessHandler(witness), "old 0\n", 6)).startsWith("HTTP/1.1 400 ");
  }
}
