"""Pixels: a file from outside into a clean master, a master into its sizes. Pure; runs only in the workshop.

A master is always a JPEG, whatever came in. One rule, because shop photographs have no use for transparency
and a second kind of master would double what every later step must handle; transparent parts become paper, as
they look on the page. Its longest side is at most `MASTER_SIDE`, half as much again as the widest size on a
page and 17 cm in print; more would cost megabytes a photo, most of them never looked at. Half a phone's usual
4000 pixels fits, so such a photo is decoded at half its size, in a quarter of the memory.

Metadata cannot get through: only pixels are carried over, into a picture whose `info` is empty. Memory is the
other care here: a JPEG is decoded at a fraction of its size where that suffices, each size is cut from the
next larger one, and no more than two full copies of a picture are alive at once.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence

import pi_heif  # type: ignore[import-untyped, unused-ignore]
from PIL import Image, ImageCms, ImageFile

from app.media import containers
from app.media.errors import (
    PictureBroken,
    PictureMoves,
    PictureRefused,
    PictureTooLarge,
    PictureTooSmall,
)
from app.media.palette import nearest_tone
from app.media.sizes import Accepted, Format

BYTES_LIMIT = 20 * 1024 * 1024  # of a file that is sent in; phones stay below 12
PIXELS_LIMIT = 50_000_000  # width times height; phones with more than 48 megapixels are rare
SIDE_LEAST = 16  # pixels
MASTER_SIDE = 2000  # pixels
MASTER_QUALITY = 90
PAPER = (0xFB, 0xF7, 0xF0)  # the page's background, under transparent parts

Image.MAX_IMAGE_PIXELS = PIXELS_LIMIT
ImageFile.LOAD_TRUNCATED_IMAGES = False
warnings.simplefilter("error", Image.DecompressionBombWarning)
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

_SRGB = ImageCms.createProfile("sRGB")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # what EXIF's orientation asks for
# Chosen by eye on 640-pixel pictures of woven, printed and beaded goods: half of them weigh at most
# 44 KB as JPEG, 26 KB as WebP and 18 KB as AVIF.
_SAVING: dict[Format, dict[str, object]] = {
    "jpeg": {"format": "JPEG", "quality": 66, "progressive": True, "optimize": True},
    "webp": {"format": "WEBP", "quality": 58, "method": 6},
    "avif": {"format": "AVIF", "quality": 46, "speed": 6, "max_threads": 1},
}


def accept(data: bytes) -> Accepted:
    """Turn a file from outside into a cleaned photo.

    Args:
        data: the file as it was sent: JPEG, PNG, WebP or HEIC, known by its bytes.

    Raises:
        PictureRefused: one of its subclasses, always; no other error leaves this function.
    """
    if len(data) > BYTES_LIMIT:
        raise PictureTooLarge
    kind = containers.kind_of(data)
    containers.refuse_hidden_files(data, kind)
    try:
        image = _cleaned(data, kind)
    except (PictureRefused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge from None
    except Exception as broken:  # decoders raise whatever they like on damaged files
        raise PictureBroken from broken
    tone = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(tone, tuple)
    master = _saved(image, {"format": "JPEG", "quality": MASTER_QUALITY})
    return Accepted(master, image.width, image.height, nearest_tone(*(int(part) for part in tone)))


def renditions(master: bytes, formats: Sequence[Format], widths: Sequence[int]) -> Iterator[tuple[int, Format, bytes]]:
    """Cut a master to sizes, the widest first, each from the one before.

    Args:
        master: as `Accepted.master`.
        formats: in which to save each size.
        widths: pixels; none may be larger than the master's (see `sizes.widths_for`).

    Yields:
        Width, format and the finished file, one at a time: memory holds one size.
    """
    image: Image.Image = Image.open(io.BytesIO(master), formats=["JPEG"])
    full_width, full_height = image.size
    for width in sorted(widths, reverse=True):
        size = (width, max(1, round(full_height * width / full_width)))
        if isinstance(image, ImageFile.ImageFile):
            image.draft("RGB", size)
            image.load()
        if image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS)
        for format_ in formats:
            yield width, format_, _saved(image, _SAVING[format_])


def _cleaned(data: bytes, kind: str) -> Image.Image:
    """An upright RGB picture in sRGB, at most `MASTER_SIDE` long, with an empty `info`."""
    image: Image.Image = Image.open(io.BytesIO(data), formats=[kind])
    if image.width * image.height > PIXELS_LIMIT:
        raise PictureTooLarge
    if min(image.size) < SIDE_LEAST:
        raise PictureTooSmall
    if kind in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise PictureMoves
    turn = _TURNS.get(_orientation(image))
    profile = image.info.get("icc_profile")
    image.draft(None, _within_master(image.size))  # None keeps the mode, CMYK too
    image.load()
    image = _eight_bits(image)
    if image.mode != "RGBA":
        image = _shrunk(image)
    image = _in_srgb(image, profile)
    image = _on_paper(image)  # not nested: each step lets go of the picture before it
    image = _shrunk(image)
    if turn is not None:
        image = image.transpose(turn)
    image.info = {}
    return image


def _orientation(image: Image.Image) -> int:
    """EXIF's word on how the camera was held, 1 (upright) when it is missing or nonsense."""
    try:
        found = image.getexif().get(0x0112, 1)
    except Exception:  # a damaged EXIF block does not make the picture unusable
        return 1
    return found if isinstance(found, int) else 1


def _within_master(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, MASTER_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrunk(image: Image.Image) -> Image.Image:
    size = _within_master(image.size)
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)


def _eight_bits(image: Image.Image) -> Image.Image:
    """The same picture as L, RGB, RGBA or CMYK, so that what follows has four cases and not fifteen."""
    if image.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # 16-bit grey; a plain convert() would cut off at 255
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA in sRGB. A profile that cannot be read, or is for other pictures, counts as none."""
    wanted = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            in_place = image.mode == wanted  # spares a full copy
            turned = ImageCms.profileToProfile(
                image, source, _SRGB, outputMode=None if in_place else wanted, inPlace=in_place
            )
            return turned or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image if image.mode == wanted else image.convert(wanted)


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image)
    return paper


def _saved(image: Image.Image, how: dict[str, object]) -> bytes:
    """A finished file of a picture's pixels and nothing else."""
    image.info = {}  # some encoders copy comments and profiles from there
    out = io.BytesIO()
    image.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()
