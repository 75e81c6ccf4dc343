package io.mcpguard.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import jakarta.servlet.http.PushBuilder;
import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request without a caller: no credential, cookie, parameter, login or session of whoever sent
 * the container's request is to be had from it. It wraps that request because containers find their
 * own state so; what a servlet is to know of it is read once, before the servlet runs.
 */
abstract class BareRequest extends HttpServletRequestWrapper {
  private final Carrier carrier;

  BareRequest(Carrier carrier) {
    super(carrier.request());
    this.carrier = carrier;
  }

  /** For the container, while its request lasts. */
  @Override
  public HttpServletRequest getRequest() {
    return carrier.request();
  }

  @Override
  public void setRequest(ServletRequest request) {
    throw new IllegalStateException("what a forwarded request wraps does not change");
  }

  @Override
  public boolean isWrapperFor(ServletRequest wrapped) {
    return false;
  }

  @Override
  public boolean isWrapperFor(Class<?> wrappedType) {
    return false;
  }

  @Override
  public @Nullable String getAuthType() {
    return null;
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    return null;
  }

  @Override
  public @Nullable String getRemoteUser() {
    return null;
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return null;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public boolean authenticate(HttpServletResponse response) {
    return false;
  }

  @Override
  public void login(String user, String password) {
    throw new IllegalStateException("whom a call is for the guard has decided");
  }

  @Override
  public void logout() {}

  @Override
  public @Nullable String getRequestedSessionId() {
    return null;
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    if (create) {
      throw new IllegalStateException("an HTTP session would be the caller's; MCP has its own");
    }
    return null;
  }

  @Override
  public @Nullable HttpSession getSession() {
    return getSession(true);
  }

  @Override
  public String changeSessionId() {
    throw new IllegalStateException("there is no HTTP session");
  }

  @Override
  public boolean isRequestedSessionIdValid() {
    return false;
  }

  @Override
  public boolean isRequestedSessionIdFromCookie() {
    return false;
  }

  @Override
  public boolean isRequestedSessionIdFromURL() {
    return false;
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public @Nullable String getParameter(String name) {
    return null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Map.of();
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return null;
  }

  @Override
  public Collection<Part> getParts() {
    return List.of();
  }

  @Override
  public @Nullable Part getPart(String name) {
    return null;
  }

  @Override
  public Map<String, String> getTrailerFields() {
    return Map.of();
  }

  @Override
  public boolean isTrailerFieldsReady() {
    return true;
  }

  @Override
  public <T extends HttpUpgradeHandler> T upgrade(Class<T> handlerClass) {
    throw new IllegalStateException("behind the guard there is nothing to upgrade to");
  }

  @Override
  @SuppressWarnings("deprecation")
  public @Nullable PushBuilder newPushBuilder() {
    return null;
  }

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    return null;
  }

  @Override
  public @Nullable String getPathTranslated() {
    return null;
  }

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  @Override
  public Enumeration<Locale> getLocales() {
    return Collections.enumeration(List.of(Locale.ROOT));
  }
}
