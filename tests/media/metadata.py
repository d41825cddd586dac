"""What a finished picture file carries beside its pixels, read from its structure, by no library."""

from __future__ import annotations

import struct

_JPEG_PLAIN = {0xC0, 0xC2, 0xC4, 0xDB, 0xDA, 0xDD}  # frames, tables, scans, restart interval
_PNG_PLAIN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}
_WEBP_PLAIN = {b"VP8 ", b"VP8L"}
_AVIF_INSIDE = {b"meta": 12, b"iprp": 8, b"ipco": 8, b"iinf": 14}  # boxes of boxes, and where those begin


def metadata_in(data: bytes) -> list[str]:
    """Names of all parts of a JPEG, PNG, WebP or AVIF file that are neither pixels nor needed to see them."""
    if data.startswith(b"\xff\xd8"):
        return _in_jpeg(data)
    if data.startswith(b"\x89PNG"):
        return _in_png(data)
    if data.startswith(b"RIFF"):
        return _in_webp(data)
    assert data[4:12] == b"ftypavif", data[:12]
    return _in_boxes(data, 0, len(data))


def _in_jpeg(data: bytes) -> list[str]:
    found = []
    at = 2
    while data[at + 1] != 0xD9:
        marker = data[at + 1]
        assert data[at] == 0xFF
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        jfif = marker == 0xE0 and body[:5] == b"JFIF\0" and len(body) == 14 and body[-2:] == b"\0\0"
        if marker not in _JPEG_PLAIN and not jfif:
            found.append(f"segment {marker:02X}")
        at += 2 + length
        if marker == 0xDA:
            while data[at] != 0xFF or data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
                at = data.index(b"\xff", at + 1)
    return found if at + 2 == len(data) else [*found, "bytes behind the end"]


def _in_png(data: bytes) -> list[str]:
    found = []
    at = 8
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name not in _PNG_PLAIN:
            found.append(f"chunk {name!r}")
        at += 12 + length
    return found


def _in_webp(data: bytes) -> list[str]:
    found = []
    at = 12
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        if name not in _WEBP_PLAIN:
            found.append(f"chunk {name!r}")
        at += 8 + length + length % 2
    return found if at == len(data) else [*found, "bytes behind the end"]


def _in_boxes(data: bytes, at: int, end: int) -> list[str]:
    found = []
    while at < end:
        length, name = struct.unpack_from(">I4s", data, at)
        if name in _AVIF_INSIDE:
            found += _in_boxes(data, at + _AVIF_INSIDE[name], at + length)
        elif name == b"infe" and data[at + 16 : at + 20] != b"av01":
            found.append(f"item {data[at + 16 : at + 20]!r}")
        elif name == b"colr" and data[at + 8 : at + 12] != b"nclx":
            found.append("colour profile")
        elif name in {b"udta", b"uuid", b"free", b"skip"}:
            found.append(f"box {name!r}")
        at += length
    return found
