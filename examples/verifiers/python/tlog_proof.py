"""python3 tlog_proof.py PROOF KEY: checks the proof of a record with nothing of mcp-guard.

PROOF is a c2sp.org/tlog-proof@v1 that carries its record, KEY a log's key as name+id+base64. Prints
the record, and exits with 0, only if that key signed a tree in which it stands.
"""

import sys
from base64 import b64decode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def root(record, index, size, path):
    """The root that the path leads to (RFC 9162 section 2.1.3.2); none if it has another length."""
    node, last, found = index, size - 1, sha256(b"\0" + record).digest()
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = sha256(b"\1" + sibling + found).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\1" + found + sibling).digest()
        node, last = node >> 1, last >> 1
    return found if last == 0 and index < size else None


def signed(tree, signatures, key):
    """Whether the key signed the tree's head (c2sp.org/signed-note)."""
    name, _, public = key.split("+", 2)
    public = b64decode(public)
    key_id = sha256(f"{name}\n".encode() + public).digest()[:4]
    for line in signatures.splitlines():
        _, signer, signature = line.split(" ")
        raw = b64decode(signature)
        if signer == name and raw[:4] == key_id and public[0] == 1:
            try:
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], f"{tree}\n".encode())
                return tree.split("\n")[0] == name
            except InvalidSignature:
                return False
    return False


def main(file, key):
    with open(file, encoding="utf-8", newline="") as text:
        head, tree, signatures = text.read().split("\n\n")
    form, extra, index, *path = head.split("\n")
    _, size, expected = tree.split("\n")
    if form != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra "):
        return "this is no proof that carries its record"
    if not signed(tree, signatures, key):
        return "the key did not sign this tree"
    record = b64decode(extra[len("extra "):])
    found = root(record, int(index[len("index "):]), int(size), [b64decode(hash) for hash in path])
    if found != b64decode(expected):
        return "the tree does not hold this record"
    print(record.decode())
    return 0


sys.exit(main(*sys.argv[1:]))
