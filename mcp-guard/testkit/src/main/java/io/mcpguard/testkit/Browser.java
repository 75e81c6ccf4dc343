package io.mcpguard.testkit;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/**
 * A person at a browser without JavaScript: keeps cookies, follows redirects, fills the login form,
 * reads the consent page and presses a button. It does nothing that a person could not do.
 *
 * <p>It goes on until it is sent to another origin, which is where the agent listens.
 */
public final class Browser {
  private static final int MOST_PAGES = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Which button of a consent page is pressed. */
  private enum Answer {
    ALLOW,
    REFUSE;

    private static final String YES = words("allow|approve|authori[sz]e|accept|grant|agree|yes");
    private static final String NO = words("deny|refuse|reject|decline|cancel|no|not");

    private static String words(String words) {
      return "(?s).*\\b(" + words + ")\\b.*";
    }

    /** Whether a button's label means this; "Do not allow" means no. */
    boolean is(String label) {
      return switch (this) {
        case ALLOW -> label.matches(YES) && !label.matches(NO);
        case REFUSE -> label.matches(NO);
      };
    }
  }

  private final HttpClient http;
  private final String user;
  private final String password;
  private final List<Document> pages = new ArrayList<>();
  private Predicate<String> ticked = value -> true;
  private Answer answer = Answer.ALLOW;

  private Browser(HttpClient.Builder http, String user, String password) {
    this.http =
        http.cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.user = user;
    this.password = password;
  }

  /** A person with a user name and a password, who allows what is asked. */
  public static Browser of(String user, String password) {
    return new Browser(HttpClient.newBuilder(), user, password);
  }

  /** The same, trusting the authorities of this context for HTTPS. */
  public static Browser of(String user, String password, SSLContext trust) {
    return new Browser(HttpClient.newBuilder().sslContext(trust), user, password);
  }

  /** Leaves only those offered boxes ticked whose value is accepted. */
  public Browser ticking(Predicate<String> values) {
    this.ticked = values;
    return this;
  }

  /** Presses the button that refuses. */
  public Browser refusing() {
    this.answer = Answer.REFUSE;
    return this;
  }

  /** The pages shown so far, oldest first, as they were before anything was filled in. */
  public List<Document> pages() {
    return List.copyOf(pages);
  }

  /**
   * Opens a URL and does what the pages ask.
   *
   * @return where the person is sent in the end: a URL of another origin, which is not opened
   * @throws IllegalStateException if the way ends at a page that asks nothing more
   */
  public URI visit(URI start) throws IOException, InterruptedException {
    HttpResponse<String> response = get(start);
    for (int page = 0; page < MOST_PAGES; page++) {
      Optional<URI> next = location(response);
      if (next.isPresent()) {
        if (!origin(next.get()).equals(origin(start))) {
          return next.get();
        }
        response = get(next.get());
      } else {
        response = submit(response);
      }
    }
    throw new IllegalStateException("no end after " + MOST_PAGES + " pages");
  }

  /**
   * Opens a page, fills its form and presses its button.
   *
   * @return the page that this leads to, at the same origin
   */
  public HttpResponse<String> fill(URI start) throws IOException, InterruptedException {
    HttpResponse<String> response = submit(get(start));
    Optional<URI> next = location(response);
    return next.isPresent() ? get(next.get()) : response;
  }

  /** Opens a URL as it is and shows the page: no form is filled, no redirect followed. */
  public HttpResponse<String> get(URI url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url).header("Accept", "text/html").timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a form as a page of the given origin would. */
  public HttpResponse<String> post(URI url, String origin, String form)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url)
            .header("Accept", "text/html")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", origin)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Optional<URI> location(HttpResponse<String> response) {
    return response.statusCode() / 100 == 3
        ? response.headers().firstValue("Location").map(response.uri()::resolve)
        : Optional.empty();
  }

  private HttpResponse<String> submit(HttpResponse<String> response)
      throws IOException, InterruptedException {
    Document page = Jsoup.parse(response.body(), response.uri().toString());
    pages.add(page.clone());
    FormElement form =
        page.forms().stream()
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "HTTP " + response.statusCode() + ", no form: " + page.text()));
    if (response.statusCode() != 200) {
      throw new IllegalStateException("HTTP " + response.statusCode() + ": " + page.text());
    }
    fill(form);
    Optional<Element> button = button(form);
    form.select("input[type=submit]").remove();
    String encoded =
        form.formData().stream()
            .map(field -> encode(field.key()) + "=" + encode(field.value()))
            .collect(Collectors.joining("&"));
    if (button.isPresent() && button.get().hasAttr("name")) {
      encoded += "&" + encode(button.get().attr("name")) + "=" + encode(button.get().val());
    }
    String action = form.attr("action");
    URI target = action.isEmpty() ? response.uri() : response.uri().resolve(action);
    return post(target, origin(response.uri()), encoded);
  }

  private void fill(FormElement form) {
    for (Element input : form.select("input")) {
      switch (input.attr("type").toLowerCase(Locale.ROOT)) {
        case "password" -> input.val(password);
        case "", "text", "email" -> {
          if (!form.select("input[type=password]").isEmpty()) {
            input.val(user);
          }
        }
        case "checkbox" -> {
          if (!ticked.test(input.val())) {
            input.removeAttr("checked");
          }
        }
        default -> {}
      }
    }
  }

  /** The button to press: the one whose text says so, else the first. */
  private Optional<Element> button(FormElement form) {
    List<Element> buttons =
        form.select("button:not([type=button]), input[type=submit]").stream().toList();
    Optional<Element> fitting = buttons.stream().filter(this::fits).findFirst();
    return fitting.isPresent() ? fitting : buttons.stream().findFirst();
  }

  private boolean fits(Element button) {
    String label = button.text() + " " + button.val();
    return answer.is(label.toLowerCase(Locale.ROOT));
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
