"""Strict JSON (RFC 8259 within I-JSON, RFC 7493) and its canonical form (RFC 8785)."""

import json
import math
import re
from decimal import Decimal
from json.decoder import scanstring

MOST_DEPTH = 64
MOST_SAFE = 2**53 - 1
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
SPACE = re.compile(r"[ \n\r\t]*")
WORDS = {"true": True, "false": False, "null": None}


class Strict:
    """Takes only what every parser reads alike; a ValueError otherwise. `value` is what it read."""

    def __init__(self, raw, any_numbers=False):
        self.text = raw.decode("utf-8")
        self.any_numbers = any_numbers
        self.digested = False
        self.places = {}  # id of an object: its start, end, and members' name, value, end
        self.value, end = self.read(self.space(0), 0)
        strictly(self.space(end) == len(self.text))

    def read(self, at, depth):
        first = self.text[at : at + 1]
        if first in ("{", "["):
            strictly(depth < MOST_DEPTH)
            return self.container(at, depth)
        if first == '"':
            value, end = scanstring(self.text, at + 1, True)
            value.encode("utf-8")  # a lone surrogate cannot be encoded
            return value, end
        for word, value in WORDS.items():
            if self.text.startswith(word, at):
                return value, at + len(word)
        return self.number(at)

    def container(self, at, depth):
        is_object = self.text[at] == "{"
        closing, read, places = "}" if is_object else "]", {} if is_object else [], []
        end = self.space(at + 1)
        while self.text[end : end + 1] != closing:
            if places:
                strictly(self.text[end : end + 1] == ",")
                end = self.space(end + 1)
            start = end
            if is_object:
                strictly(self.text[start : start + 1] == '"')
                name, end = self.read(start, depth)
                end = self.space(end)
                strictly(self.text[end : end + 1] == ":" and name not in read)
                end = self.space(end + 1)
                if depth == 0:
                    self.digested = name in ("params", "result", "error")
            begin = end
            value, end = self.read(begin, depth + 1)
            places.append((name if is_object else None, start, begin, end))
            if is_object:
                read[name] = value
            else:
                read.append(value)
            end = self.space(end)
        self.places[id(read)] = (at, end + 1, places)
        return read, end + 1

    def number(self, at):
        found = NUMBER.match(self.text, at)
        strictly(found)
        text, is_integer = found.group(), not (found.group(1) or found.group(2))
        if is_integer and (self.any_numbers or abs(int(text)) <= MOST_SAFE):
            return int(text), found.end()
        strictly(not is_integer)
        value = float(text)
        if self.digested and not self.any_numbers:
            strictly(math.isfinite(value) and Decimal(repr(value)) == Decimal(text))
        return value, found.end()

    def space(self, at):
        return SPACE.match(self.text, at).end()

    def without(self, name, value):
        """An object's text as it came, without a member and its comma."""
        start, end, places = self.places[id(value)]
        for index, (found, begins, _, ends) in enumerate(places):
            if found == name:
                after = places[1][1] if len(places) > 1 else ends
                cut = (places[index - 1][3], ends) if index else (begins, after)
                return self.text[start : cut[0]] + self.text[cut[1] : end]
        return self.text[start:end]

    def member(self, name, value):
        """The text of a member's value as it came."""
        return next(self.text[b:e] for n, _, b, e in self.places[id(value)][2] if n == name)


def strictly(holds):
    if not holds:
        raise ValueError("the document is not strict JSON")


def canonical(value, left=None):
    """The canonical text of a value, of an object without its member `left`."""
    if isinstance(value, dict):
        names = sorted((n for n in value if n != left), key=lambda n: n.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(n)}:{canonical(value[n])}" for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(element) for element in value) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def number(value):
    """As ECMAScript spells it, which RFC 8785 section 3.2.2.3 asks for."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits, minus = "".join(map(str, digits)), "-" if sign and value else ""
    point = len(digits) + exponent
    if value == 0 or len(digits) <= point <= 21:
        return minus + digits + "0" * (point - len(digits)) if value else "0"
    if 0 < point <= 21:
        return f"{minus}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return f"{minus}{digits[0]}{fraction}e{'+' if point > 0 else '-'}{abs(point - 1)}"
