package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stranger names a URL (client metadata, a key set) that leads inside. MCP security best
 * practices, "Server-Side Request Forgery": block private and link-local ranges, pin DNS, follow no
 * redirect.
 */
class A25ServerSideRequestForgeryTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void anAddressThatIsNotGloballyReachableIsRefused(String address) throws Exception {
    AddressPolicy policy = AddressPolicy.publicOnly().resolvingBy(answering(address));

    assertThat(refusal(policy, "https://example.com/"))
        .isEqualTo(Http1Failure.Kind.REFUSED_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1111",
        "3ffe::1"
      })
  void aNeighbourOfARefusedRangeIsDialled(String address) throws Exception {
    AddressPolicy policy = AddressPolicy.publicOnly().resolvingBy(answering(address));

    assertThat(policy.check(Destination.of("https://example.com/"), Deadline.in(SOON)))
        .singleElement()
        .satisfies(dialled -> assertThat(dialled.getAddress()).isEqualTo(ip(address)));
  }

  @Test
  void aSecondDnsAnswerThatLeadsInsideIsRefused() throws Exception {
    Iterator<String> answers = List.of("93.184.215.14", "127.0.0.1").iterator();
    AddressPolicy policy =
        AddressPolicy.publicOnly().resolvingBy((name, deadline) -> List.of(ip(answers.next())));
    policy.check(Destination.of("https://rebind.example/"), Deadline.in(SOON));

    assertThat(refusal(policy, "https://rebind.example/"))
        .isEqualTo(Http1Failure.Kind.REFUSED_ADDRESS);
  }

  @Test
  void theAddressThatIsDialledIsTheOneThatWasCheckedWithNoSecondLookup() throws Exception {
    try (RawServer inside = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      Iterator<String> answers = List.of("127.0.0.1").iterator();
      AddressPolicy policy =
          AddressPolicy.publicOnly()
              .allowingHosts(Set.of("tool.example"))
              .allowingLoopback()
              .resolvingBy((name, deadline) -> List.of(ip(answers.next())));
      String url = "http://tool.example:" + inside.address().getPort() + "/";
      try (Http1Client client = new Http1Client(policy, SSLContext.getDefault());
          Http1Pool pool = client.pool(Destination.of(url), Http1Limits.standard())) {
        RequestHead head = RequestHead.of("GET", pool.destination(), List.of());

        int status = pool.send(head, List.of(), new byte[0], Deadline.in(SOON)).response().status();

        assertThat(status).isEqualTo(200);
        assertThat(inside.heads().getFirst()).contains("\r\nHost: tool.example:");
      }
    }
  }

  @Test
  void oneAddressInsideAmongPublicOnesRefusesTheName() throws Exception {
    AddressPolicy policy =
        AddressPolicy.publicOnly()
            .resolvingBy((name, deadline) -> List.of(ip("93.184.215.14"), ip("10.0.0.1")));

    assertThat(refusal(policy, "https://mixed.example/"))
        .isEqualTo(Http1Failure.Kind.REFUSED_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://127.0.0.256/",
        "http://127.0.0.01/",
        "http://1.2.3.4.5/",
        "http://example.0x10/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[::1/",
        "http://[]/"
      })
  void anotherSpellingOfAnAddressIsRefused(String url) {
    Assertions.assertThatExceptionOfType(UrlRefused.class).isThrownBy(() -> Destination.of(url));
  }

  @Test
  void aHostThatTheOperatorNamedMayBePrivate() throws Exception {
    AddressPolicy policy =
        AddressPolicy.publicOnly()
            .allowingHosts(Set.of("pay.internal"))
            .resolvingBy(answering("10.1.2.3"));

    assertThat(policy.check(Destination.of("https://pay.internal/"), Deadline.in(SOON))).hasSize(1);
  }

  @Test
  void aNamedHostIsRefusedWhenItsNameLeadsToTheMetadataService() throws Exception {
    AddressPolicy policy =
        AddressPolicy.publicOnly()
            .allowingHosts(Set.of("pay.internal"))
            .allowingLoopback()
            .resolvingBy(answering("169.254.169.254"));

    assertThat(refusal(policy, "https://pay.internal/"))
        .isEqualTo(Http1Failure.Kind.REFUSED_ADDRESS);
  }

  @Test
  void allowedLoopbackDoesNotLetAStrangersNameLeadToLoopback() throws Exception {
    AddressPolicy policy =
        AddressPolicy.publicOnly().allowingLoopback().resolvingBy(answering("127.0.0.1"));

    assertThat(refusal(policy, "http://localtest.example/"))
        .isEqualTo(Http1Failure.Kind.REFUSED_ADDRESS);
  }

  @Test
  void theGuardsOwnListenerIsRefusedEvenWhereLoopbackIsAllowed() throws Exception {
    try (RawServer guard = RawServer.answering("")) {
      AddressPolicy policy =
          AddressPolicy.publicOnly()
              .allowingLoopback()
              .refusingListeners(() -> Set.of(guard.address()));

      assertThat(refusal(policy, guard.url("/admin"))).isEqualTo(Http1Failure.Kind.REFUSED_ADDRESS);
    }
  }

  @Test
  void aListenerOnAllInterfacesIsRefusedOnEachOfThem() throws Exception {
    AddressPolicy policy =
        AddressPolicy.publicOnly()
            .allowingLoopback()
            .refusingListeners(() -> Set.of(new java.net.InetSocketAddress("0.0.0.0", 8931)));

    assertThat(refusal(policy, "http://127.0.0.2:8931/"))
        .isEqualTo(Http1Failure.Kind.REFUSED_ADDRESS);
  }

  private static Http1Failure.Kind refusal(AddressPolicy policy, String url) throws Exception {
    Destination destination = Destination.of(url);
    Http1Failure failure =
        Assertions.catchThrowableOfType(
            Http1Failure.class, () -> policy.check(destination, Deadline.in(SOON)));
    return failure.kind();
  }

  private static Resolver answering(String address) {
    return (name, deadline) -> List.of(ip(address));
  }

  private static InetAddress ip(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}
