package io.mcpguard.assertion;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A body of at most 1 MiB; one that is larger fails while it comes. */
final class CappedBody implements BodySubscriber<byte[]> {
  private static final int MOST_BYTES = 1 << 20;

  private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
  private final AtomicReference<@Nullable Subscription> source = new AtomicReference<>();
  private long bytes;

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole.getBody();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source.set(subscription);
    whole.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes <= MOST_BYTES) {
      whole.onNext(buffers);
      return;
    }
    Subscription subscription = source.getAndSet(null);
    if (subscription != null) {
      subscription.cancel();
      whole.onError(new IOException("the body is larger than 1 MiB"));
    }
  }

  @Override
  public void onError(Throwable fault) {
    whole.onError(fault);
  }

  @Override
  public void onComplete() {
    whole.onComplete();
  }
}
