package io.mcpguard.upstream;

import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.protocol.RequestId;

/** What one upstream says of itself: what was seen of it counts no more, or is looked at again. */
final class UpstreamNews implements Port.News {
  private final Upstream upstream;
  private final Catalog catalog;
  private final Contacts contacts;
  private final Questions questions;

  /** The news of {@code upstream}. */
  UpstreamNews(Upstream upstream, Catalog catalog, Contacts contacts, Questions questions) {
    this.upstream = upstream;
    this.catalog = catalog;
    this.contacts = contacts;
    this.questions = questions;
  }

  @Override
  public void beganAnew() {
    // Until its tools were looked at, nobody knows whether they are those that were accepted.
    catalog.forget(upstream.name());
    contacts.lookAnew(upstream);
  }

  @Override
  public void toolsChanged() {
    catalog.changed(upstream.name());
    contacts.lookSoon(upstream);
  }

  @Override
  public void listChanged() {
    catalog.changed(upstream.name());
  }

  @Override
  public void misunderstood() {
    contacts.lookAtMisunderstanding(upstream);
  }

  @Override
  public byte[] asked(String method, RequestId id) {
    return questions.refuseUnclaimed(upstream, method, id);
  }
}
