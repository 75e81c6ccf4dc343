// Verifies a DSSE envelope by sigstore's verifier. Arguments: the envelope's file, and the key in the
// text form of signed notes. Prints the payload; exits with 1 when the signature does not hold.
import { bundleFromJSON } from '@sigstore/bundle';
import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';
import { readFileSync } from 'node:fs';

const ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
const [envelopeFile, noteKey] = process.argv.slice(2);
const envelope = JSON.parse(readFileSync(envelopeFile, 'utf8'));

const [name, id, key] = noteKey.split('+').reduce(
  (parts, part) => (parts.length < 3 ? [...parts, part] : [...parts.slice(0, 2), `${parts[2]}+${part}`]),
  [],
);
const keyId = `${name}+${id}`;
const spki = Buffer.concat([ED25519, Buffer.from(key, 'base64').subarray(1)]);

const bundle = bundleFromJSON({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  dsseEnvelope: envelope,
  verificationMaterial: { publicKey: { hint: envelope.signatures[0].keyid }, tlogEntries: [] },
});
const nothing = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
const trusted = toTrustMaterial(nothing, { [keyId]: { rawBytes: spki } });
const none = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 };
try {
  new Verifier(trusted, none).verify(toSignedEntity(bundle));
} catch (refused) {
  console.error(`${refused.code}: ${refused.message}`);
  process.exit(1);
}
process.stdout.write(Buffer.from(envelope.payload, 'base64'));
