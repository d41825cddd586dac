"""What the seed files may say: read strictly, so that a slip of the pen is found before anything is written."""

from __future__ import annotations

import csv
import hashlib
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from app.affiliates.channels import WEEK, ChannelKind
from app.affiliates.models import Means, UsableFrom
from app.catalog.customs import HS_CODE
from app.catalog.models import Said, ShareOf, StockKind
from app.core.errors import Invalid, _
from app.core.texts import Standing

ROOT = Path(__file__).resolve().parents[3] / "catalog_seed"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
T = TypeVar("T")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is seven times as fast


class BadSeed(Invalid):
    """A seed file that cannot be read."""

    words = _("%(file)s: %(reason)s")


class Strict(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid")


class Name(Strict):
    """A name, and a few words."""

    standing: Standing
    name: str = Field(max_length=120)
    about: str = ""


class AboutText(Strict):
    """A few sentences."""

    standing: Standing
    about: str


class RegionFile(Strict):
    """One of the five regions."""

    id: Slug
    position: int
    texts: dict[str, Name]


class CountryFile(Strict):
    """A country of the network."""

    code: str = Field(pattern="^[A-Z]{2}$")
    region: Slug
    texts: dict[str, AboutText] = {}


class LocalWord(Strict):
    """What makers call something."""

    word: str
    lang: str
    note: str = ""


class CraftFile(Strict):
    """A craft or a material."""

    id: Slug
    parent: Slug | None = None
    local_words: list[LocalWord] = []
    texts: dict[str, Name]


class SameWordsFile(Strict):
    """A thing with the words of many languages that mean it, and narrower things that are found with it."""

    id: Slug
    words: dict[str, list[str]]
    kinds: list[str] = []
    things: list[Slug] = []
    crafts: list[Slug] = []


class FigureFile(Strict):
    """A dated figure."""

    id: str
    key: str
    value: int
    as_of: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    more_than: bool = False  # the source says so: the number is the least
    source: str
    scope: Literal["network", "world"]


class Notify(Strict):
    """Where the system writes; never public."""

    email: str = ""
    phone: str = ""


class AffiliateFile(Strict):
    """A member organisation."""

    id: Slug
    name: str
    country: str | None = None
    region: Slug | None = None
    joined: str | None = None
    website: str | None = None
    notify: Notify | None = None
    texts: dict[str, AboutText]


class ChannelFile(Strict):
    """A way to reach a group; without `consent` it is shown nowhere."""

    kind: ChannelKind
    address: str = ""
    consent: date | None = None
    calls: bool = False
    texts: bool = False
    show_street: bool = False
    days: str = ""
    hours: str = ""

    @property
    def week(self) -> str:
        """The days one by one: "mon-wed,sat" becomes "mon,tue,wed,sat"."""
        found: list[str] = []
        for part in filter(None, self.days.replace(" ", "").split(",")):
            first, _dash, last = part.partition("-")
            found += WEEK[WEEK.index(first) : WEEK.index(last or first) + 1]
        return ",".join(found)

    @property
    def span(self) -> tuple[time | None, time | None]:
        """When it opens and closes."""
        opens, _dash, closes = self.hours.partition("-")
        return (time.fromisoformat(opens), time.fromisoformat(closes)) if opens else (None, None)


class PaidBy(Strict):
    """A way money can reach a group."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    means: Means
    usable_from: UsableFrom = Field(alias="from")


class GroupWords(Strict):
    """A group in its own words."""

    standing: Standing
    summary: str = Field(max_length=160)
    about: str


class ProductWords(Strict):
    """A product in words."""

    standing: Standing
    title: str = Field(max_length=80)
    story: str = ""


class MadeOf(Strict):
    """A material and where it comes from."""

    material: Slug
    origin: str = ""


class Step(Strict):
    """From this many pieces, each costs this much."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    start: int = Field(alias="from", ge=2)
    price: str


class VariantFile(Strict):
    """What is sold."""

    sku: str = Field(max_length=40)
    label: dict[str, str] = {}
    kind: StockKind
    lead_days: int = Field(default=0, ge=0, le=730)
    on_hand: int | None = Field(default=None, ge=0)
    price: str | None = None
    wholesale: list[Step] = []
    available: bool = True


class ProductFile(Strict):
    """What is described."""

    id: Slug
    craft: Slug
    local_word: LocalWord | None = None
    photos: list[str] = []
    size_mm: list[int] = Field(default=[], max_length=3)
    weight_grams: int | None = None
    hs_code: str = Field(default="", pattern=f"^({HS_CODE})?$")
    hours: Decimal | None = None
    said_by: Said | None = None
    said_on: date | None = None
    materials: list[MadeOf]
    money: dict[ShareOf, Decimal] = {}
    own_shop_url: str | None = None
    published: date
    capacity_per_month: int | None = None
    texts: dict[str, ProductWords]
    variants: list[VariantFile] = Field(min_length=1)


class GroupFile(Strict):
    """A group with all its products."""

    id: Slug
    affiliate: Slug
    name: str
    country: str
    district: str
    timezone: str
    currency: str = Field(pattern="^[A-Z]{3}$")
    founded: int | None = None
    makers: int | None = None
    capacity_per_month: int | None = None
    languages: list[str] = Field(min_length=1)
    answers_within_hours: int | None = None
    photo: str | None = None
    notify: Notify | None = None
    paid_by: list[PaidBy] = []
    texts: dict[str, GroupWords]
    channels: list[ChannelFile] = []
    products: list[ProductFile] = []


def read(path: Path, kind: Any) -> Any:
    """One YAML file as the given type.

    Raises:
        BadSeed: names the file and the first thing that is wrong with it.
    """
    try:
        return TypeAdapter(kind).validate_python(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"])
        raise BadSeed(file=path.name, reason=f"{where}: {first['msg']}") from None
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise BadSeed(file=path.name, reason=str(error)) from None


def read_table(path: Path) -> list[dict[str, str]]:
    """A CSV file as one mapping a row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(folder: Path, *, salt: str = "") -> str:
    """A fingerprint of all files below a folder: the same files need not be loaded twice.

    Args:
        salt: changes when the same files have to be loaded once more.
    """
    total = hashlib.sha256(salt.encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
