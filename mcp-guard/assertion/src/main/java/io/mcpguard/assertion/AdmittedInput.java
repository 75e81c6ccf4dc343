package io.mcpguard.assertion;

import io.mcpguard.assertion.json.ReadRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The admitted lines as a stream, for a server that reads its standard input by itself, such as one
 * on the MCP Java SDK. Its tools ask {@link #assertionOf} with the {@code _meta} of their call.
 *
 * <p>In each call a random handle stands in place of the token. Attacker: sends a message with the
 * token of another call, which a gate that only observes lets through; it cannot know the handle.
 */
public final class AdmittedInput extends InputStream {
  /** Calls in work at one time; the eldest beyond them loses its user. */
  private static final int MOST_CALLS = 1024;

  private static final int HANDLE_BYTES = 16;

  private final StdioLines lines;
  private final SecureRandom random;
  private final Map<String, ToolCallAssertion> calls = new LinkedHashMap<>();
  private InputStream line = InputStream.nullInputStream();

  public AdmittedInput(StdioLines lines, SecureRandom random) {
    this.lines = lines;
    this.random = random;
  }

  /**
   * The assertion of a call in work.
   *
   * @param meta the {@code _meta} of its request
   * @return empty where a message carries no user
   */
  public Optional<ToolCallAssertion> assertionOf(Map<String, ?> meta) {
    synchronized (calls) {
      return meta.get(McpMessage.TOKEN) instanceof String handle
          ? Optional.ofNullable(calls.get(handle))
          : Optional.empty();
    }
  }

  @Override
  public synchronized int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public synchronized int read(byte[] into, int offset, int most) throws IOException {
    if (most == 0) {
      return 0;
    }
    int count = line.read(into, offset, most);
    while (count < 0) {
      Optional<AdmittedLine> next = lines.next();
      if (next.isEmpty()) {
        return -1;
      }
      line = terminated(visible(next.get()));
      count = line.read(into, offset, most);
    }
    return count;
  }

  @Override
  public synchronized int available() throws IOException {
    return line.available();
  }

  private byte[] visible(AdmittedLine admitted) throws IOException {
    if (!(admitted.admission() instanceof Admission.Asserted asserted)) {
      return admitted.bytes();
    }
    String handle = handle();
    synchronized (calls) {
      calls.put(handle, asserted.call());
      if (calls.size() > MOST_CALLS) {
        calls.remove(calls.keySet().iterator().next());
      }
    }
    try {
      ReadRules rules = ReadRules.request().allowingInexactNumbers();
      return McpMessage.read(admitted.bytes(), rules).withToken(handle);
    } catch (AssertionRejected impossible) {
      throw new IOException("an admitted line could not be read", impossible);
    }
  }

  private String handle() {
    byte[] bytes = new byte[HANDLE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static InputStream terminated(byte[] bytes) {
    byte[] whole = Arrays.copyOf(bytes, bytes.length + 1);
    whole[bytes.length] = '\n';
    return new ByteArrayInputStream(whole);
  }
}
