/** node vectors.mjs FOLDER: runs every vector of the folder; exit 0 only if all are as expected. */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MemoryReplayStore } from "./replay-store.mjs";
import { AssertionVerifier, Refused } from "./verifier.mjs";

async function verdict({ tokens, body_base64, jwks, config, clock, earlier_uses }) {
  const { issuer, trust_domain: trustDomain, server, leeway_s: leeway, tools } = config;
  const rules = { issuer, trustDomain, server, leeway, tools, rawDigests: config.raw_digests };
  const store = new MemoryReplayStore({ started: Date.parse(config.started) / 1000 });
  const verifier = new AssertionVerifier(rules, jwks, store, () => Date.parse(clock) / 1000);
  try {
    let admitted;
    for (let use = 0; use <= earlier_uses; use++) {
      admitted = await verifier.admit(tokens, Buffer.from(body_base64, "base64"));
    }
    return admitted ? "accepted" : "accepted_without_user";
  } catch (fault) {
    if (fault instanceof Refused) return fault.reason;
    throw fault;
  }
}

const folder = process.argv[2];
for (const name of (await readdir(folder)).filter((name) => name.endsWith(".json")).sort()) {
  const vector = JSON.parse(await readFile(join(folder, name), "utf8"));
  const found = await verdict(vector);
  const asExpected = found === vector.expect;
  if (!asExpected) process.exitCode = 1;
  console.log(asExpected ? `ok ${name}` : `NOT ${name}: ${found} instead of ${vector.expect}`);
}
