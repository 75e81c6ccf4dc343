package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** An HTTP answer of a tool server: its head is there, its body comes. Reading is one thread's. */
public interface HttpAnswer extends AutoCloseable {

  /** 200 to 599. */
  int status();

  /**
   * The value of a header field.
   *
   * @param name in lower case
   * @throws IOException if the field is repeated
   */
  Optional<String> header(String name) throws IOException;

  /**
   * The values of a header field that may be repeated, as far as the carrier tells them.
   *
   * @param name in lower case
   */
  default List<String> headers(String name) {
    return List.of();
  }

  /** The body as it arrives. */
  InputStream body();

  /**
   * The whole body.
   *
   * @throws IOException beyond {@code cap} bytes, or if it does not arrive
   */
  byte[] readAll(int cap) throws IOException;

  /** Sets another deadline for what is still to come: nobody knows how long a stream is. */
  void until(Deadline deadline);

  /** Ends the answer, from any thread. */
  @Override
  void close();
}
