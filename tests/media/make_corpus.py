"""Build the hostile and odd files the photo tests are run against; the same bytes every time.

`python -m tests.media.make_corpus FOLDER` writes them out to look at. `SECRET` is planted in every kind of
metadata, and behind the end of files: it must never be found in anything we store.
"""

from __future__ import annotations

import io
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, PngImagePlugin

from tests.media import heic_samples

SECRET = "GPS-SECRET-51.5007"
RED, BLUE = (220, 40, 40), (40, 90, 160)
PHOTO = "photo"  # expected: it becomes one
_UNDO_TURN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Odd:
    """One file, and what is to become of it: `PHOTO`, or the name of an error."""

    name: str
    data: bytes
    expected: str


def picture(mode: str = "RGB") -> Image.Image:
    """64 x 48, blue with some texture, the top left corner red."""
    return _textured().convert(mode)


@cache
def _textured() -> Image.Image:
    noise = random.Random(7)
    image = Image.new("RGB", (64, 48), BLUE)
    for x in range(20, 64):
        for y in range(20, 48):
            image.putpixel((x, y), (noise.randrange(256), noise.randrange(256), noise.randrange(256)))
    image.paste(RED, (0, 0, 16, 16))
    return image


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    """A picture as a file of one of Pillow's kinds."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """EXIF with a place, a description, a maker's note and a serial number."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010E] = SECRET
    block[0x8769] = {0x927C: SECRET.encode(), 0xA431: SECRET}
    block[0x8825] = {1: "N", 2: (51.0, 30.0, 2.5), 3: "W", 4: (0.0, 7.0, 28.0), 27: SECRET.encode()}
    return block.tobytes()


def xmp() -> bytes:
    """XMP that says where and who."""
    about = f"<rdf:RDF><x place='{SECRET}'/></rdf:RDF>"
    return f"<?xpacket begin=''?><x:xmpmeta>{about}</x:xmpmeta><?xpacket end='w'?>".encode()


def wide_profile() -> bytes:
    """An ICC profile with the primaries and the gamma of Adobe RGB (1998), the secret in its description."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    text = SECRET.encode() + b"\0"
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, 0x0233) + b"\0\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(79),
        b"cprt": b"text\0\0\0\0" + text,
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": xyz(0.14919, 0.06322, 0.74457),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s", start + len(body), 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return (head + bytes(28) + struct.pack(">iii", 63190, 65536, 54061)).ljust(128, b"\0") + table + body


def jpeg_with(*segments: tuple[int, bytes]) -> bytes:
    """A JPEG with further segments (marker, content) at its start."""
    extra = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return b"\xff\xd8" + extra + saved(picture(), "JPEG")[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(*chunks: bytes) -> bytes:
    """A PNG with further chunks behind its header."""
    whole = saved(picture(), "PNG")
    return whole[:33] + b"".join(chunks) + whole[33:]


def bare_png(width: int, height: int, depth: int, colour: int, pixels: bytes) -> bytes:
    """A PNG of a declared size around any compressed pixels."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def archive() -> bytes:
    """A small ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(zipfile.ZipInfo("payload.txt"), SECRET)
    return out.getvalue()


def turned() -> Iterator[Odd]:
    """The same view, the camera held in all eight ways."""
    for orientation, undo in _UNDO_TURN.items():
        image = picture() if undo is None else picture().transpose(undo)
        yield Odd(f"turned-{orientation}.jpg", saved(image, "JPEG", quality=95, exif=exif(orientation)), PHOTO)
    yield Odd("turned-6.png", saved(picture().transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif(6)), PHOTO)
    sideways = picture().transpose(Image.Transpose.ROTATE_90)
    yield Odd("turned-6.webp", saved(sideways, "WEBP", lossless=True, exif=exif(6)), PHOTO)
    yield Odd("turned-99.jpg", saved(picture(), "JPEG", exif=exif(99)), PHOTO)


def telling() -> Iterator[Odd]:
    """Files that tell more than they show."""
    secret = SECRET.encode()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(secret) + 5)
    iptc += b"\x1c\x02\x5a" + struct.pack(">H", len(secret)) + secret
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET)
    text.add_text("Author", SECRET * 9, zip=True)
    text.add_itxt("Title", SECRET, lang="en")
    text.add_itxt("XML:com.adobe.xmp", xmp().decode(), zip=True)
    thumbnail = b"Exif\0\0MM\0*\0\0\0\x08" + saved(picture().resize((16, 16)), "JPEG", comment=secret)
    yield Odd("exif-gps.jpg", saved(picture(), "JPEG", exif=exif()), PHOTO)
    yield Odd("xmp.jpg", saved(picture(), "JPEG", xmp=xmp()), PHOTO)
    yield Odd("iptc.jpg", jpeg_with((0xED, iptc)), PHOTO)
    yield Odd("icc-wide.jpg", saved(picture(), "JPEG", icc_profile=wide_profile()), PHOTO)
    yield Odd("comment.jpg", saved(picture(), "JPEG", comment=SECRET), PHOTO)
    yield Odd("maker-segments.jpg", jpeg_with(*((0xE3 + n, secret) for n in range(9))), PHOTO)
    yield Odd("thumbnail.jpg", jpeg_with((0xE1, thumbnail)), PHOTO)
    yield Odd("exif-damaged.jpg", jpeg_with((0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff" + secret)), PHOTO)
    yield Odd("icc-damaged.jpg", jpeg_with((0xE2, b"ICC_PROFILE\0\1\1" + secret)), PHOTO)
    yield Odd("text.png", saved(picture(), "PNG", pnginfo=text, exif=exif(), icc_profile=wide_profile()), PHOTO)
    yield Odd("text-megabyte.png", png_with(chunk(b"tEXt", b"Comment\0" + secret * 60_000)), PHOTO)
    yield Odd("private-chunk.png", png_with(chunk(b"seCr", secret), chunk(b"tIME", bytes(7))), PHOTO)
    yield Odd("all.webp", saved(picture(), "WEBP", exif=exif(), xmp=xmp(), icc_profile=wide_profile()), PHOTO)
    yield Odd("gps.heic", heic_samples.PLAIN, PHOTO)
    yield Odd("turned-gps.heic", heic_samples.TURNED, PHOTO)


def unusual() -> Iterator[Odd]:
    """Honest pictures of rare kinds."""
    palette = picture().quantize(8)
    deep = b"".join(b"\0" + struct.pack(">3H", 65535, 30000, 0) * 20 for _ in range(20))
    yield Odd("cmyk.jpg", saved(picture("CMYK"), "JPEG"), PHOTO)
    yield Odd("grey.jpg", saved(picture("L"), "JPEG"), PHOTO)
    yield Odd("progressive.jpg", saved(picture(), "JPEG", progressive=True), PHOTO)
    yield Odd("grey-16.png", saved(Image.new("I;16", (40, 40), 40000), "PNG"), PHOTO)
    yield Odd("colour-16.png", bare_png(20, 20, 16, 2, zlib.compress(deep)), PHOTO)
    yield Odd("one-bit.png", saved(picture("1"), "PNG"), PHOTO)
    yield Odd("grey-alpha.png", saved(picture("LA"), "PNG"), PHOTO)
    yield Odd("clear.png", saved(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "PNG"), PHOTO)
    yield Odd("palette-clear.png", saved(palette, "PNG", transparency=0), PHOTO)
    yield Odd("colour-key.png", png_with(chunk(b"tRNS", struct.pack(">3H", *RED))), PHOTO)
    yield Odd("alpha.webp", saved(picture("RGBA"), "WEBP", lossless=True), PHOTO)
    yield Odd("two-lenses.mpo", saved(picture(), "MPO", save_all=True, append_images=[picture()]), PHOTO)
    film = struct.pack(">I", 24) + b"ftypmp42\0\0\0\0isommp42" + b"\0\0\0\x20mdat" + SECRET.encode()
    yield Odd("motion-photo.jpg", saved(picture(), "JPEG") + film, PHOTO)
    yield Odd("maker-trailer.jpg", saved(picture(), "JPEG") + b"SEFH" + SECRET.encode() + b"SEFT", PHOTO)
    yield Odd("png-named.jpg", saved(picture(), "PNG"), PHOTO)
    yield Odd("wide-5000.png", saved(Image.new("RGB", (5000, 40), BLUE), "PNG"), PHOTO)
    yield Odd("least.png", saved(Image.new("RGB", (16, 16), BLUE), "PNG"), PHOTO)
    flat = zlib.compress(bytes(7000 * 876))
    yield Odd("flat-49-megapixels.png", bare_png(7000, 7000, 1, 0, flat), PHOTO)


def of_other_kinds() -> Iterator[Odd]:
    """Kinds we do not take, under their own or under borrowed names."""
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><script>alert('{SECRET}')</script></svg>".encode()
    page = f"<html><script>alert('{SECRET}')</script></html>".encode()
    frames = [picture("P"), picture("L").convert("P")]
    kind, moves, none = "PictureKindRefused", "PictureMoves", "NotAPicture"
    yield Odd("still.gif", saved(frames[0], "GIF"), kind)
    yield Odd("moving.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), kind)
    yield Odd("gifar.gif", saved(frames[0], "GIF") + archive(), kind)
    yield Odd("script.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", kind)
    yield Odd("moving.png", saved(picture(), "PNG", save_all=True, append_images=[picture("L")]), moves)
    yield Odd("moving.webp", saved(picture(), "WEBP", save_all=True, append_images=[picture("L")]), moves)
    yield Odd("drawing.svg", svg, kind)
    yield Odd("drawing-named.jpg", b"<?xml version='1.0'?>\n<!-- x -->" + svg, kind)
    yield Odd("page-named.jpg", page, none)
    yield Odd("page-before.jpg", page + saved(picture(), "JPEG"), none)
    for name in ("TIFF", "BMP", "PDF", "EPS", "ICO", "AVIF", "JPEG2000"):
        yield Odd(f"other.{name.lower()}", saved(picture(), name), kind)
    yield Odd("other.ppm", saved(picture(), "PPM"), none)
    yield Odd("film.mp4", struct.pack(">I", 24) + b"ftypmp42\0\0\0\0isommp42" + bytes(99), kind)
    yield Odd("words.txt", b"A basket of sisal.\n" * 40, none)
    yield Odd("empty.jpg", b"", none)
    yield Odd("one-byte.jpg", b"\xff", none)
    yield Odd("random.jpg", random.Random(3).randbytes(5000), none)


def with_passengers() -> Iterator[Odd]:
    """Good pictures with a second file tied to them."""
    page = f"<HTML><script>alert('{SECRET}')</script></HTML>".encode()
    hides = "PictureHidesAFile"
    yield Odd("archive-behind.jpg", saved(picture(), "JPEG") + archive(), hides)
    yield Odd("archive-behind.png", saved(picture(), "PNG") + archive(), hides)
    yield Odd("archive-behind.webp", saved(picture(), "WEBP") + archive(), hides)
    yield Odd("archive-behind.heic", heic_samples.PLAIN + archive(), hides)
    yield Odd("page-behind.jpg", saved(picture(), "JPEG") + page, hides)
    yield Odd("page-behind.png", saved(picture(), "PNG") + page, hides)
    yield Odd("paper-behind.jpg", saved(picture(), "JPEG") + saved(picture(), "PDF"), hides)
    yield Odd("paper-inside.jpg", jpeg_with((0xFE, b"%PDF-1.4 " + SECRET.encode())), hides)
    yield Odd("gif-behind.png", saved(picture(), "PNG") + saved(picture("P"), "GIF"), hides)
    yield Odd("program-behind.jpg", saved(picture(), "JPEG") + b"\x7fELF" + bytes(64), hides)
    yield Odd("script-in-comment.jpg", jpeg_with((0xFE, b"*/=alert(1);/*" + SECRET.encode())), PHOTO)


def broken() -> Iterator[Odd]:
    """Files that did not arrive whole, or never were."""
    broken = "PictureBroken"
    for name in ("JPEG", "PNG", "WEBP"):
        whole = saved(picture(), name)
        yield Odd(f"half.{name.lower()}", whole[: len(whole) // 2], broken)
        yield Odd(f"head.{name.lower()}", whole[:40], broken)
    yield Odd("half.heic", heic_samples.PLAIN[:600], broken)
    yield Odd("head.heic", heic_samples.PLAIN[:40], broken)
    yield Odd("start-only.jpg", b"\xff\xd8\xff", broken)
    yield Odd("no-pixels.png", bare_png(64, 64, 8, 2, b""), broken)
    yield Odd("zero-size.png", bare_png(0, 0, 8, 2, zlib.compress(b"\0")), broken)
    yield Odd("swollen-text.png", png_with(chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(50_000_000)))), broken)


def of_wrong_size() -> Iterator[Odd]:
    """Too much or too little."""
    large, small = "PictureTooLarge", "PictureTooSmall"
    whole = saved(picture(), "JPEG")
    frame = whole.index(b"\xff\xc0") + 5
    yield Odd("declared-huge.png", bare_png(100_000, 100_000, 8, 2, zlib.compress(bytes(1000))), large)
    yield Odd("declared-huge.jpg", whole[:frame] + b"\xff\xdc\xff\xdc" + whole[frame + 4 :], large)
    yield Odd("bomb.png", bare_png(20_000, 20_000, 1, 0, zlib.compress(bytes(20_000 * 2501))), large)
    yield Odd("over-limit.png", bare_png(8000, 8000, 1, 0, zlib.compress(bytes(8000 * 1001))), large)
    yield Odd("heavy.jpg", whole + bytes(21 * 1024 * 1024), large)
    yield Odd("narrow.png", saved(Image.new("RGB", (1, 5000), BLUE), "PNG"), small)
    yield Odd("one-pixel.png", saved(Image.new("RGB", (1, 1), BLUE), "PNG"), small)
    yield Odd("fifteen.jpg", saved(Image.new("RGB", (15, 15), BLUE), "JPEG"), small)


@cache
def corpus() -> dict[str, Odd]:
    """All files by name."""
    groups = (turned, telling, unusual, of_other_kinds, with_passengers, broken, of_wrong_size)
    return {odd.name: odd for group in groups for odd in group()}


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    for odd in corpus().values():
        (Path(sys.argv[1]) / odd.name).write_bytes(odd.data)
