"""What can be wrong with a picture that is sent in, or asked for."""

from __future__ import annotations

from app.core.errors import Invalid, NotFound, Unavailable, _


class PictureRefused(Invalid):
    """A file that does not become a photo. One subclass per reason."""

    words = _("We cannot use this file. Please send a JPEG, PNG, WebP or HEIC picture.")


class NotAPicture(PictureRefused):
    """The bytes are no picture of any kind we know."""

    words = _("This file is not a photograph we can read. Please send a JPEG, PNG, WebP or HEIC picture.")


class PictureKindRefused(PictureRefused):
    """A known kind of file, but not one we take. `kind` is its usual short name, e.g. GIF."""

    words = _("We cannot use a %(kind)s file. Please send a JPEG, PNG, WebP or HEIC picture.")


class PictureMoves(PictureRefused):
    """More than one frame: an animation."""

    words = _("This picture moves. Please send a still photograph.")


class PictureTooLarge(PictureRefused):
    """Too many bytes or pixels, or too much work to open."""

    words = _("This picture is too large for us to open. Please send a smaller copy, of at most 20 MB.")


class PictureTooSmall(PictureRefused):
    """Too few pixels to show anything."""

    words = _("This picture is too small to show. Please send a larger one.")


class PictureBroken(PictureRefused):
    """The right kind of file, but it cannot be opened to its end."""

    words = _("This picture is damaged, or did not arrive whole. Please send it once more.")


class PictureHidesAFile(PictureRefused):
    """A second file (an archive, a page, a document) is tied to the picture."""

    words = _("There is another file hidden in this picture. Please send the photograph alone.")


class NoSuchPhoto(NotFound):
    """No photo, or no size of it, has this address."""

    words = _("We could not find that picture.")


class Gone(NotFound):
    """The photo was here and has been withdrawn. The edge answers 410, so that copies elsewhere go, too."""

    words = _("This picture has been withdrawn.")


class NoSuchFile(NotFound):
    """The storage has nothing under this key."""

    words = _("We could not find that file.")


class StorageUnavailable(Unavailable):
    """The folder or bucket that keeps the photos does not answer, or refuses us."""

    words = _("Our picture store does not answer right now. Please try again soon.")
