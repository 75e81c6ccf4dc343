package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Strict reading of one call, and both of its digests. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ParseBenchmark {
  /** Bytes of the one text argument; a document's worth and a greeting's. */
  @Param({"2", "2000"})
  public int argumentBytes;

  private byte[] body = {};

  @Setup
  public void makeBody() {
    String call = new String(ToolCall.request(), UTF_8);
    body = call.replace("\"ok\"", '"' + "k".repeat(argumentBytes) + '"').getBytes(UTF_8);
  }

  @Benchmark
  public JsonDocument parse() throws MalformedJson {
    return JsonDocument.read(body, ReadRules.request());
  }

  @Benchmark
  public void parseAndDigest(Blackhole sink) throws MalformedJson {
    JsonDocument document = JsonDocument.read(body, ReadRules.request());
    JsonObject params = ((JsonObject) document.root()).object("params").orElseThrow();
    sink.consume(Digests.ofParams(params));
    sink.consume(Digests.ofArguments(params));
  }
}
