"""CSS, scripts, icons: joined and minified once at start, addressed by their content, compressed ahead."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
import rcssmin
from markupsafe import Markup

ROOT = Path(__file__).resolve().parents[2] / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    address: str  # with the hash of its content in it, so it may be kept for ever
    media_type: str
    plain: bytes
    gzip: bytes
    br: bytes

    @classmethod
    def of(cls, name: str, body: bytes) -> Asset:
        """Hash and compress a file."""
        stem, dot, ending = name.rpartition(".")
        mark = hashlib.sha256(body).hexdigest()[:10]
        address = f"{stem}.{mark}{dot}{ending}"
        return cls(address, TYPES[dot + ending], body, gzip.compress(body, 9, mtime=0), brotli.compress(body))


class Assets:
    """All static files by name and by hashed address, and the critical CSS that stands in every page."""

    def __init__(self, root: Path = ROOT) -> None:
        files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.suffix in TYPES and path.parent.name not in ("critical", "rest")
        }
        files["rest.css"] = _joined(root / "css" / "rest")
        files = {name.removeprefix("css/").removeprefix("js/"): body for name, body in files.items()}
        files["print.css"] = _minified(files["print.css"])
        self._by_name = {name: Asset.of(name, body) for name, body in files.items()}
        self._by_address = {asset.address: asset for asset in self._by_name.values()}
        critical = _joined(root / "css" / "critical")
        self.critical_css = Markup(critical.decode())  # ours, from the repository
        digest = base64.b64encode(hashlib.sha256(critical).digest()).decode()
        self.critical_source = f"'sha256-{digest}'"
        self.build = hashlib.sha256("".join(sorted(self._by_address)).encode() + critical).hexdigest()[:10]

    def address(self, name: str) -> str:
        """The public address of a file: `static("rest.css")` in templates."""
        return f"/static/{self._by_name[name].address}"

    def get(self, address: str) -> Asset | None:
        """The file behind a hashed address."""
        return self._by_address.get(address)


@cache
def own_assets() -> Assets:
    """Those of the bazaar: read and compressed once in the life of a process."""
    return Assets()


def build_of(*settings: str) -> str:
    """A mark that is another one for other code, templates, words of the interface or settings."""
    return hashlib.sha256(repr(settings).encode() + _code()).hexdigest()[:16]


@cache
def _code() -> bytes:
    """A mark of all files that say what a page looks like; read once in the life of a process, as they are run."""
    total = hashlib.sha256()
    for folder, endings in (("app", (".py", ".mo")), ("templates", (".html", ".xml"))):
        for path in sorted((ROOT.parent / folder).rglob("*")):
            if path.suffix in endings:
                total.update(path.read_bytes())
    return total.digest()


def _minified(css: bytes) -> bytes:
    return bytes(rcssmin.cssmin(css))


def _joined(folder: Path) -> bytes:
    return _minified(b"\n".join(path.read_bytes() for path in sorted(folder.glob("*.css"))))
