package io.mcpguard.exchange;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;

/**
 * A bounded, expiring memory: at most so many entries, each for at most so long. What is full
 * forgets its least used entry; it does not grow.
 */
public final class Remembered<K, V> {
  private final Cache<K, V> cache;

  private Remembered(Cache<K, V> cache) {
    this.cache = cache;
  }

  /** Entries are forgotten {@code life} after they were written. */
  public static <K, V> Remembered<K, V> afterWrite(long mostEntries, Duration life) {
    return new Remembered<>(
        Caffeine.newBuilder()
            .maximumSize(mostEntries)
            .expireAfterWrite(life)
            .executor(Runnable::run)
            .build());
  }

  /**
   * Entries are forgotten {@code life} after they were written, and sooner once all that there are
   * weigh more than {@code mostWeight} together.
   */
  public static <K, V> Remembered<K, V> weighed(
      long mostWeight, Duration life, ToIntBiFunction<? super K, ? super V> weight) {
    return new Remembered<>(
        Caffeine.newBuilder()
            .maximumWeight(mostWeight)
            .weigher(weight::applyAsInt)
            .expireAfterWrite(life)
            .executor(Runnable::run)
            .build());
  }

  /**
   * Entries are forgotten {@code life} after they were last used; {@code onEnd} sees each one go.
   */
  public static <K, V> Remembered<K, V> afterUse(
      long mostEntries, Duration life, BiConsumer<? super K, ? super V> onEnd) {
    return new Remembered<>(
        Caffeine.newBuilder()
            .maximumSize(mostEntries)
            .expireAfterAccess(life)
            .executor(Runnable::run)
            .<K, V>removalListener((key, value, cause) -> {
              if (key != null && value != null) {
                onEnd.accept(key, value);
              }
            })
            .build());
  }

  /** The value, if it is still remembered. */
  public Optional<V> find(K key) {
    return Optional.ofNullable(cache.getIfPresent(key));
  }

  /** The value, made once by {@code make} when it is not remembered. */
  public V findOrMake(K key, Function<? super K, ? extends V> make) {
    return cache.get(key, make);
  }

  /** Remembers {@code value}, in the place of an earlier one. */
  public void put(K key, V value) {
    cache.put(key, value);
  }

  /** Takes the value out, so that only one caller gets it. */
  public Optional<V> take(K key) {
    return Optional.ofNullable(cache.asMap().remove(key));
  }

  /** Forgets the entry, if there is one. */
  public void forget(K key) {
    cache.invalidate(key);
  }

  /** How many entries there are, roughly. */
  public long size() {
    return cache.estimatedSize();
  }

  /** A view of what is remembered now, for sweeps. */
  public Map<K, V> view() {
    return cache.asMap();
  }

  /** Forgets what has expired now rather than at the next use. */
  public void sweep() {
    cache.cleanUp();
  }
}
