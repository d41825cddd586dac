"""The sample catalogue: loaded by stable ids as often as one likes, and removed without a trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.affiliates.models import (
    Affiliate,
    AffiliateText,
    Country,
    Group,
    GroupRail,
    GroupText,
    Means,
    UsableFrom,
)
from app.affiliates.service import put_affiliate, put_group, set_notify_address
from app.catalog.models import Product, ProductPhoto, ShelfPlace
from app.catalog.seed.channels import KNOWN_BY, load_channels
from app.catalog.seed.files import ROOT, AffiliateFile, GroupFile, PaidBy, digest, read
from app.catalog.seed.photos import SamplePhotos
from app.catalog.seed.products import product_from
from app.catalog.seed.reference import Say
from app.catalog.seed.sense import refuse_nonsense
from app.catalog.seed.state import forget, is_loaded, mark_loaded
from app.catalog.service import choose_shelf, group_changed, put_product, remove_sample
from app.core.db import Database
from app.core.revision import raise_revision
from app.media.models import Photo
from app.media.service import erase, remove_sample_photos
from app.media.storage import Storage

_NAMESPACE = UUID("6ba7c0de-6862-7731-8a5a-626172617a61")


def stable_id(kind: str, key: str) -> UUID:
    """The id of a sample record: the same on every machine, for ever."""
    return uuid5(_NAMESPACE, f"{kind}:{key}")


@dataclass(frozen=True)
class Sample:
    """The files of the sample catalogue, read."""

    affiliates: list[AffiliateFile]
    groups: list[GroupFile]
    shelf: list[str]
    digest: str


def read_sample(folder: Path = ROOT) -> Sample:
    """Read all files of the sample.

    Raises:
        BadSeed: a file cannot be read.
    """
    return Sample(
        affiliates=read(folder / "affiliates.yaml", list[AffiliateFile]),
        groups=[read(path, GroupFile) for path in sorted((folder / "groups").glob("*.yaml"))],
        shelf=read(folder / "shelf.yaml", list[str]),
        digest=_fingerprint(folder),
    )


def load_sample(database: Database, storage: Storage, say: Say, *, folder: Path = ROOT) -> list[str]:
    """Bring the sample catalogue into line with its files.

    Returns:
        Ids of the photographs the first pages show, for whoever wants their sizes at once; empty if nothing was new.

    Raises:
        BadSeed: a file cannot be read; nothing is changed then.
    """
    with database.reading() as db:
        if is_loaded(db, "sample", _fingerprint(folder)):
            return []
    sample = read_sample(folder)
    with database.reading() as db:
        refuse_nonsense(db, sample.affiliates, sample.groups, sample.shelf)
    photos = SamplePhotos(database, storage, folder, say)
    photos.load({name for group in sample.groups for name in _photo_names(group)})
    with database.writing() as db:
        say(f"loading {len(sample.affiliates)} affiliates and {len(sample.groups)} groups with their products")
        _load_affiliates(db, sample.affiliates)
        for group in sample.groups:
            _load_group(db, group, photos)
        remove_sample(db, keep=_ids(sample))  # what has left the files
        remove_sample_photos(db, keep=photos.ids)
        if not _chosen_by_operator(db):
            choose_shelf(db, [stable_id("product", slug) for slug in sample.shelf])
        mark_loaded(db, "sample", sample.digest)
        raise_revision(db)
        return _first_photos(db)


def _fingerprint(folder: Path) -> str:
    return digest(folder, salt=KNOWN_BY)


def _ids(sample: Sample) -> set[UUID]:
    products = (product for group in sample.groups for product in group.products)
    return (
        {stable_id("affiliate", affiliate.id) for affiliate in sample.affiliates}
        | {stable_id("group", group.id) for group in sample.groups}
        | {stable_id("product", product.id) for product in products}
    )


def _photo_names(group: GroupFile) -> Iterable[str]:
    if group.photo:
        yield group.photo
    for product in group.products:
        yield from product.photos


def _chosen_by_operator(db: Session) -> bool:
    """Whether the front page shows something that is not of the sample."""
    own = select(ShelfPlace).join(Product, Product.id == ShelfPlace.product_id).where(Product.sample.is_(False))
    return db.scalar(select(own.exists())) or False


def _first_photos(db: Session) -> list[str]:
    shelf = select(ProductPhoto.photo_id).join(ShelfPlace, ShelfPlace.product_id == ProductPhoto.product_id)
    covers = select(Group.photo_id).where(Group.sample, Group.photo_id.is_not(None))
    newest = select(Product.id).order_by(Product.published_at.desc()).limit(24)
    listed = select(ProductPhoto.photo_id).where(ProductPhoto.position == 0, ProductPhoto.product_id.in_(newest))
    first = shelf.where(ProductPhoto.position == 0)
    ids = [*db.scalars(first), *db.scalars(listed), *db.scalars(covers)]
    waiting = set(db.scalars(select(Photo.id).where(Photo.id.in_(ids), Photo.ready == 0)))
    return [photo for photo in dict.fromkeys(ids) if photo in waiting]


def _load_affiliates(db: Session, files: list[AffiliateFile]) -> None:
    regions: dict[str, str] = {code: region for code, region in db.execute(select(Country.code, Country.region_slug))}
    for file in files:
        id_ = stable_id("affiliate", file.id)
        affiliate = put_affiliate(
            db,
            Affiliate(
                id=id_,
                slug=file.id,
                name=file.name,
                country_code=file.country,
                region_slug=file.region or regions[file.country or ""],
                joined=file.joined,
                website=file.website,
                sample=True,
                texts=[
                    AffiliateText(affiliate_id=id_, lang=lang, standing=t.standing, about=t.about)
                    for lang, t in file.texts.items()
                ],
            ),
        )
        if file.notify:
            set_notify_address(db, affiliate=affiliate, **file.notify.model_dump())


def _load_group(db: Session, file: GroupFile, photos: SamplePhotos) -> None:
    id_ = stable_id("group", file.id)
    group = put_group(
        db,
        Group(
            id=id_,
            slug=file.id,
            affiliate_id=stable_id("affiliate", file.affiliate),
            country_code=file.country,
            photo_id=photos.id_of(file.photo) if file.photo else None,
            published_at=_first_day(file),
            sample=True,
            texts=[GroupText(group_id=id_, lang=lang, **t.model_dump()) for lang, t in file.texts.items()],
            rails=_rails(id_, file),
            **file.model_dump(include=_SAME_NAMES),
        ),
    )
    load_channels(db, group, file, stable_id)
    if file.notify:
        set_notify_address(db, group=group, **file.notify.model_dump())
    for number, product in enumerate(file.products):
        moment = datetime.combine(product.published, time(8), UTC) + timedelta(minutes=number)
        made = product_from(product, group, stable_id=stable_id, photo_id=photos.id_of, published_at=moment)
        put_product(db, made.product, on_hand=made.on_hand)
        made.save_capacity(db)
    group_changed(db, group)


_SAME_NAMES = {
    "name",
    "district",
    "timezone",
    "currency",
    "languages",
    "founded",
    "makers",
    "capacity_per_month",
    "answers_within_hours",
}


def _first_day(file: GroupFile) -> datetime:
    day = min((product.published for product in file.products), default=date(2025, 11, 1))
    return datetime.combine(day, time(7), UTC)


def _rails(group_id: UUID, file: GroupFile) -> list[GroupRail]:
    widest: dict[Means, PaidBy] = {}
    for paid in file.paid_by:
        if paid.means not in widest or paid.usable_from is UsableFrom.ANYWHERE:
            widest[paid.means] = paid
    return [
        GroupRail(
            group_id=group_id,
            means=paid.means,
            position=place,
            currency=file.currency,
            usable_from=paid.usable_from,
            live=True,
        )
        for place, paid in enumerate(widest.values())
    ]


def clear_sample(database: Database, storage: Storage) -> dict[str, int]:
    """Remove what `load_sample` brought: affiliates, groups, products, photographs. Nothing else.

    Returns:
        How many of each went.
    """
    with database.writing() as db:
        counts = remove_sample(db)
        shown = {*db.scalars(select(ProductPhoto.photo_id)), *db.scalars(select(Group.photo_id))} - {None}
        photos = remove_sample_photos(db, keep=shown)
        counts["photos"] = len(photos)
        for kind in (Group, Affiliate):  # real goods hang on them: from now on they are no sample
            db.execute(update(kind).where(kind.sample).values(sample=False))
        forget(db, "sample")
        raise_revision(db)
    erase(storage, photos)
    return counts
