"""What a file is, told from its bytes without decoding a pixel, and whether a second file is tied to it.

Names and declared types are never looked at. Everything accepted is encoded anew, so a hidden file could not
reach a buyer anyway; it is refused because nobody ties one to an honest photograph, and its sender should
know. Phones do tie things to photographs: a second JPEG (gain map, MPO), a short film (motion photos),
makers' notes. Those stay welcome and are dropped.
"""

from __future__ import annotations

import re

from app.media.errors import NotAPicture, PictureHidesAFile, PictureKindRefused

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}  # still pictures; hevc, hevx, msf1 are sequences
_REFUSED = (
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"%PDF-", "PDF"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"8BPS", "PSD"),
    (b"\0\0\1\0", "ICO"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"PK\x03\x04", "ZIP"),
)
_TIED_ON = (  # looked for, in lower case, in what follows the end of the picture
    b"<html",
    b"<!doctype",
    b"<script",
    b"<?php",
    b"<svg",
    b"%pdf-",
    b"gif87a",
    b"gif89a",
    b"rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x7felf",
)
_ZIP_END = b"PK\x05\x06"
_ZIP_END_REACH = 65_557  # bytes from a file's end in which a reader of ZIP looks for its directory
_PDF_REACH = 1024  # bytes from a file's start in which a reader of PDF looks for its header
_SCAN_END = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)  # a marker that ends a JPEG's coded data


def kind_of(data: bytes) -> str:
    """The name of Pillow's decoder for a file we take: JPEG, PNG, WEBP or HEIF.

    Raises:
        PictureKindRefused: a known kind of file that we do not take.
        NotAPicture: anything else.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(PNG_SIGNATURE):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        if data[8:12] in _HEIC_BRANDS:
            return "HEIF"
        raise PictureKindRefused(kind="AVIF" if data[8:12] in {b"avif", b"avis"} else "MP4")
    for signature, kind in _REFUSED:
        if data.startswith(signature):
            raise PictureKindRefused(kind=kind)
    if b"<svg" in data[:4096].lower():
        raise PictureKindRefused(kind="SVG")
    raise NotAPicture


def refuse_hidden_files(data: bytes, kind: str) -> None:
    """Look for a second file at the end of a picture, or one whose readers start anywhere.

    Args:
        data: the whole file.
        kind: as `kind_of` says.

    Raises:
        PictureHidesAFile: an archive, a page, a program or a document is tied to it.
    """
    end = _ENDS[kind](data)
    tail = data[end:].lower()
    if any(signature in tail for signature in _TIED_ON):
        raise PictureHidesAFile
    if _ZIP_END in data[-_ZIP_END_REACH:] or b"%PDF-" in data[:_PDF_REACH]:
        raise PictureHidesAFile


def _jpeg_end(data: bytes) -> int:
    """Where the first picture of a JPEG ends, in bytes; the length of the file if that cannot be told."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker == 0xFF:  # a filling byte
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:  # stand alone, without a length
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker == 0xDA:
                found = _SCAN_END.search(data, at)
                if not found:
                    return len(data)
                at = found.end() - 2
    return at + 2 if data[at : at + 2] == b"\xff\xd9" else len(data)


def _png_end(data: bytes) -> int:
    at = len(PNG_SIGNATURE)
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return at
    return len(data)


def _webp_end(data: bytes) -> int:
    length = int.from_bytes(data[4:8], "little")
    return 8 + length + length % 2


def _heif_end(data: bytes) -> int:
    at = 0
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1 and at + 16 <= len(data):
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        if length == 0:  # the box reaches to the end
            return len(data)
        if length < 8 or at + length > len(data) or not name.isascii():
            return at
        at += length
    return at


_ENDS = {"JPEG": _jpeg_end, "PNG": _png_end, "WEBP": _webp_end, "HEIF": _heif_end}
