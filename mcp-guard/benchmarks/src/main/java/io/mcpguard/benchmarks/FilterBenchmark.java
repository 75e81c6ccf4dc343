package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.AssertionIssuer;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.BufferedBody;
import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.jose.Es256Signer;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * All that the servlet filter does to let one call through: its body, its assertion, single use.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FilterBenchmark {
  private static final int CALLS = 20_000;
  private static final byte[] BODY = AssertionBenchmark.BODY.getBytes(UTF_8);
  private static final SigningKeys KEYS =
      SigningKeys.inMemory(
          Duration.ofHours(1), InstantSource.system(), Providers.fastest(new SecureRandom()));

  /** Whose signatures: Amazon Corretto's, or the JDK's own. */
  @Param({"fast", "jdk"})
  public String provider = "fast";

  private final List<String> tokens = mint();
  private AssertionFilter filter = filter(Security.getProvider("SunEC"));
  private String token = "";
  private int next;

  private final HttpServletResponse response = proxy(HttpServletResponse.class, called -> "");
  private final FilterChain chain = (request, answer) -> next++;

  /** The tokens are good once for each filter. */
  @Setup
  public void renew() {
    filter = filter(signatures());
    next = 0;
  }

  /** One call; a refusal would go on at the same token, and fail. */
  @Benchmark
  public int letThrough() throws IOException, ServletException {
    if (next == CALLS) {
      renew();
    }
    int before = next;
    token = tokens.get(before);
    filter.doFilter(proxy(HttpServletRequest.class, this::asked), response, chain);
    if (next == before) {
      throw new IllegalStateException("the filter refused a call that is asserted");
    }
    return next;
  }

  private static AssertionFilter filter(Provider signatures) {
    InstantSource clock = InstantSource.fixed(AssertionBenchmark.NOW);
    VerifierRules rules =
        VerifierRules.strict(
            AssertionBenchmark.ISSUER, AssertionBenchmark.DOMAIN, AssertionBenchmark.SERVER);
    return new AssertionFilter(
        new AssertionVerifier(
            rules.verifyingWith(signatures),
            KeySet.parse(KEYS.jwks()),
            new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock),
            clock));
  }

  private Provider signatures() {
    if (provider.equals("jdk")) {
      return Security.getProvider("SunEC");
    }
    try {
      return Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
          .asSubclass(Provider.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException("the fast provider does not load here", absent);
    }
  }

  private static List<String> mint() {
    AssertionIssuer issuer = new AssertionIssuer(new Es256Signer(KEYS));
    List<String> tokens = new ArrayList<>(CALLS);
    try {
      for (int i = 0; i < CALLS; i++) {
        tokens.add(issuer.issue(AssertionBenchmark.claims(String.format("%022d", i))));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
    return tokens;
  }

  @FunctionalInterface
  private interface Behaviour {
    Object call(String name);
  }

  private static <T> T proxy(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> behaviour.call(called.getName())));
  }

  private Object asked(String name) {
    return switch (name) {
      case "getMethod" -> "POST";
      case "getDispatcherType" -> DispatcherType.REQUEST;
      case "getInputStream" -> new BufferedBody(BODY);
      case "getHeaders" -> Collections.enumeration(List.of(token));
      case "setAttribute", "removeAttribute" -> "";
      default -> throw new UnsupportedOperationException(name);
    };
  }
}
