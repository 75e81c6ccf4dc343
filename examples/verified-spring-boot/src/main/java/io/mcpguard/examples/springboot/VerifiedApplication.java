package io.mcpguard.examples.springboot;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.AssertionGate;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeyUrl;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.assertion.sdk.AssertionContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** A greeter behind mcp-guard; the filter is all it takes. */
@SpringBootApplication
public class VerifiedApplication {
  private static final String PATH = "/mcp";

  /** Starts with the properties {@code mcp-guard.*} that {@link GuardProperties} names. */
  public static void main(String[] arguments) {
    SpringApplication.run(VerifiedApplication.class, arguments);
  }

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  VerdictCounts verdicts() {
    return new VerdictCounts();
  }

  @Bean
  FilterRegistrationBean<AssertionFilter> verified(
      GuardProperties guard, InstantSource clock, VerdictCounts verdicts) {
    AssertionVerifier verifier =
        new AssertionVerifier(
            VerifierRules.strict(guard.issuer(), guard.trustDomain(), guard.server()),
            new KeyUrl(guard.keys(), clock),
            new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock),
            clock);
    AssertionFilter filter =
        new AssertionFilter(AssertionGate.enforcing(verifier).telling(verdicts));
    FilterRegistrationBean<AssertionFilter> registration = new FilterRegistrationBean<>(filter);
    registration.addUrlPatterns(PATH);
    registration.setAsyncSupported(true);
    return registration;
  }

  @Bean
  HttpServletStatelessServerTransport transport() {
    return HttpServletStatelessServerTransport.builder()
        .messageEndpoint(PATH)
        .contextExtractor(new AssertionContext())
        .build();
  }

  @Bean
  ServletRegistrationBean<HttpServletStatelessServerTransport> endpoint(
      HttpServletStatelessServerTransport transport) {
    return new ServletRegistrationBean<>(transport, PATH);
  }

  @Bean(destroyMethod = "close")
  McpStatelessSyncServer server(HttpServletStatelessServerTransport transport) {
    return McpServer.sync(transport)
        .serverInfo("verified-spring-boot", "0.1.0")
        .tools(Greeter.tool())
        .build();
  }
}
