package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A servlet whose guard does not stand in front of it is not started. */
class FilterMappingTest {
  @TempDir Path data;

  private final Server jetty = new Server();
  private GuardFilter guard;

  @BeforeEach
  void open() throws Exception {
    guard =
        GuardFilter.of(URI.create("https://notes.example/app/mcp"))
            .data(data)
            .issuer(URI.create("https://idp.example"), id -> Optional.empty())
            .scope("notes.read", "Read notes", "read_*")
            .user("alice", "notes.read")
            .open();
  }

  @AfterEach
  void close() throws Exception {
    jetty.stop();
    guard.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, /app/mcp",
    "/, /app/*",
    "/, /*",
    "/app, /mcp",
    "/app, /mcp/*",
    "/app, /*",
    "/app/mcp, /*"
  })
  void aGuardThatCoversItsEndpointStarts(String contextPath, String pattern) {
    assertThatCode(() -> start(contextPath, pattern)).doesNotThrowAnyException();
  }

  /** Jakarta Servlet 6.1 §12.1: "minus the context path and the path parameters". */
  @ParameterizedTest
  @CsvSource({
    "/app, /app/mcp",
    "/app, /app/*",
    "/app, /mc/*",
    "/app, /mcp/x",
    "/, /mcp",
    "/, /app/m*"
  })
  void aGuardThatLeavesItsEndpointOpenDoesNotStart(String contextPath, String pattern) {
    assertThatThrownBy(() -> start(contextPath, pattern))
        .isInstanceOf(ServletException.class)
        .hasMessageContainingAll("/app/mcp has none", "map it to", pattern);
  }

  @Test
  void aGuardOfAnotherContextDoesNotStart() {
    assertThatThrownBy(() -> start("/ap", "/*"))
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("the context path /ap");
  }

  /** Nobody can tell then; it is warned of. */
  @Test
  void aContainerThatKnowsNoMappingIsBelieved() {
    FilterConfig silent = new Silent(new ServletContextHandler("/").getServletContext());

    assertThat(FilterMapping.of(silent)).isEmpty();
    assertThatCode(() -> guard.init(silent)).doesNotThrowAnyException();
  }

  private void start(String contextPath, String pattern) throws Exception {
    ServletContextHandler context = new ServletContextHandler(contextPath);
    context.addFilter(new FilterHolder(guard), pattern, EnumSet.of(DispatcherType.REQUEST));
    jetty.setHandler(context);
    jetty.start();
  }

  private record Silent(ServletContext context) implements FilterConfig {
    @Override
    public String getFilterName() {
      return "nobody";
    }

    @Override
    public ServletContext getServletContext() {
      return context;
    }

    @Override
    public String getInitParameter(String name) {
      return "";
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.emptyEnumeration();
    }
  }
}
