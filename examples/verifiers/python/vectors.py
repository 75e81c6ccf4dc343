"""python3 vectors.py FOLDER: runs every vector of the folder; exit 0 only if all are as expected."""

import json
import sys
from base64 import b64decode
from datetime import datetime
from pathlib import Path

from replay_store import MemoryReplayStore
from verifier import AssertionVerifier, Refused


def seconds(instant):
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp()


def verdict(vector):
    config, clock = vector["config"], seconds(vector["clock"])
    verifier = AssertionVerifier(
        config["issuer"], config["trust_domain"], config["server"], vector["jwks"],
        MemoryReplayStore(seconds(config["started"])), config["leeway_s"], config["tools"],
        config["raw_digests"], lambda: clock)
    try:
        for _ in range(vector["earlier_uses"] + 1):
            admitted = verifier.admit(vector["tokens"], b64decode(vector["body_base64"]))
        return "accepted" if admitted else "accepted_without_user"
    except Refused as refused:
        return refused.reason


def main(folder):
    agreed = True
    for file in sorted(Path(folder).glob("*.json")):
        vector = json.loads(file.read_text())
        found, expected = verdict(vector), vector["expect"]
        agreed = agreed and found == expected
        print(f"ok {file.name}" if found == expected else f"NOT {file.name}: {found} instead of {expected}")
    return 0 if agreed else 1


sys.exit(main(sys.argv[1]))
