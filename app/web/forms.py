"""Posts: only from our own pages. No token in the page, so pages stay the same for everybody."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Request
from pydantic import AfterValidator

from app.core.errors import Forbidden, _


def plain(text: str) -> str:
    """What was typed without NUL: nobody types it, and PostgreSQL keeps no text that has it.

    >>> plain("Asha\0")
    'Asha'
    """
    return text.replace("\0", "")


Typed = Annotated[str, AfterValidator(plain)]  # a field of a form that goes into the database, or is looked up there


class CrossSitePost(Forbidden):
    """A form was sent from another site."""

    words = _("This form was sent from another site. Please open the page here and try again.")


def site_of(address: str) -> str:
    """The host and port an address names; "" for what is no address: headers may hold anything."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def same_site(request: Request) -> None:
    """Refuse a post that another site sent with this visitor's cookies.

    The browser's own word comes first (`Sec-Fetch-Site`), then `Origin`, then `Referer`. When all are missing, no
    cookie may be there: then the post can carry nobody's rights.

    Raises:
        CrossSitePost: it came from elsewhere, or says nothing and has a cookie.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        source = request.headers.get("origin") or request.headers.get("referer")
        host = request.headers.get("host")
        allowed = site_of(source) == host if source else not request.headers.get("cookie")
    if not allowed:
        raise CrossSitePost()


def local_path(text: str) -> str:
    """A path on this site to go back to; anything else becomes the front page.

    >>> local_path("/products?q=a"), local_path("//evil.example"), local_path("/\\\\evil.example")
    ('/products?q=a', '/', '/')
    """
    plain = text.startswith("/") and not text.startswith(("//", "/\\"))
    clean = all(32 < ord(char) != 127 for char in text) and "\\" not in text
    return text if plain and clean and len(text) <= 2000 else "/"
