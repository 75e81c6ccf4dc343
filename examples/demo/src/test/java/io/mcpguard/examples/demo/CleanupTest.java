package io.mcpguard.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CleanupTest {
  private final Cleanup cleanup = new Cleanup();
  private final List<String> gone = new ArrayList<>();

  @Test
  void whatCameLastGoesFirst() throws Exception {
    cleanup.of(() -> gone.add("first"));
    cleanup.of(() -> gone.add("second"));

    cleanup.close();

    assertThat(gone).containsExactly("second", "first");
  }

  @Test
  void aPartThatDoesNotCloseKeepsNoneOfTheOthers() throws Exception {
    Path folder = cleanup.folder("cleanup-test");
    Files.writeString(folder.resolve("file"), "content");
    AutoCloseable stuck =
        () -> {
          throw new IOException("stuck");
        };
    cleanup.of(stuck);

    assertThatIOException().isThrownBy(cleanup::close).havingCause().withMessage("stuck");
    assertThat(folder).doesNotExist();
  }

  @Test
  void closingTwiceClosesOnce() throws Exception {
    cleanup.of(() -> gone.add("once"));

    cleanup.close();
    cleanup.close();

    assertThat(gone).containsExactly("once");
  }
}
