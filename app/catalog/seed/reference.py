"""Reference data: regions, countries, crafts, materials, figures and rates. Loaded with every migration; stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import MORE_THAN, Country, CountryText, Figure, Region, RegionText
from app.affiliates.service import put_country, put_region
from app.catalog.finding.names import rename
from app.catalog.finding.upkeep import relist
from app.catalog.models import Craft, CraftText, CraftWord, Material, MaterialText, Product
from app.catalog.seed.asked_as import load_asked_as, named_terms
from app.catalog.seed.files import ROOT, CountryFile, CraftFile, FigureFile, RegionFile, digest, read
from app.catalog.seed.state import is_loaded, mark_loaded
from app.catalog.service import rank_all
from app.core.rates import put_rates
from app.core.revision import raise_revision

Say = Callable[[str], None]
INDEX = "2"  # change it with what `app/catalog/finding` writes: everything is listed anew by the next `migrate`


def load_reference(db: Session, say: Say, *, folder: Path = ROOT / "reference") -> bool:
    """Bring the reference data into line with its files.

    Returns:
        Whether anything had to be loaded.

    Raises:
        BadSeed, BadRates: a file cannot be read; nothing is changed then.
    """
    fingerprint = digest(folder, salt=INDEX)
    if is_loaded(db, "reference", fingerprint):
        return False
    say("loading regions, countries, crafts, materials, figures and rates")
    for region in read(folder / "regions.yaml", list[RegionFile]):
        texts = [_text(RegionText, lang, t, region_slug=region.id) for lang, t in region.texts.items()]
        put_region(db, Region(slug=region.id, position=region.position, texts=texts))
    for country in read(folder / "countries.yaml", list[CountryFile]):
        about = [_text(CountryText, lang, t, country_code=country.code) for lang, t in country.texts.items()]
        put_country(db, Country(code=country.code, region_slug=country.region, texts=about))
    _load_crafts(db, read(folder / "crafts.yaml", list[CraftFile]))
    _load_materials(db, read(folder / "materials.yaml", list[CraftFile]))
    _load_figures(db, read(folder / "figures.yaml", list[FigureFile]))
    with (folder / "rates.csv").open(encoding="utf-8", newline="") as file:
        put_rates(db, file)
    rank_all(db)
    load_asked_as(db, folder)
    for kind, values in named_terms(db).items():
        rename(db, kind, values)
    relist(db, db.scalars(select(Product.id)))  # what products are called has changed
    mark_loaded(db, "reference", fingerprint)
    raise_revision(db)
    return True


def _text(kind: type[Any], lang: str, words: Any, **key: str) -> Any:
    return kind(lang=lang, **key, **words.model_dump(include=set(kind.__table__.columns.keys())))


def _parents_first(crafts: list[CraftFile]) -> list[tuple[int, CraftFile]]:
    return sorted(enumerate(crafts), key=lambda numbered: numbered[1].parent is not None)


def _load_crafts(db: Session, crafts: list[CraftFile]) -> None:
    list(db.scalars(select(Craft).options(selectinload(Craft.texts), selectinload(Craft.local_words))))
    for position, craft in _parents_first(crafts):
        db.merge(
            Craft(
                slug=craft.id,
                parent_slug=craft.parent,
                position=position,
                texts=[_text(CraftText, lang, t, craft_slug=craft.id) for lang, t in craft.texts.items()],
                local_words=[CraftWord(craft_slug=craft.id, **w.model_dump()) for w in craft.local_words],
            )
        )
        db.flush()


def _load_figures(db: Session, figures: list[FigureFile]) -> None:
    db.execute(delete(Figure))  # a date that was put right is another key: the row before would stand beside it
    for figure in figures:
        day = date.fromisoformat((figure.as_of + "-01-01")[:10])
        source = figure.source + (MORE_THAN if figure.more_than else "")
        db.add(Figure(key=figure.key, as_of=figure.as_of, value=figure.value, source=source, day=day))


def _load_materials(db: Session, materials: list[CraftFile]) -> None:
    list(db.scalars(select(Material).options(selectinload(Material.texts))))
    for position, material in _parents_first(materials):
        texts = [_text(MaterialText, lang, t, material_slug=material.id) for lang, t in material.texts.items()]
        db.merge(Material(slug=material.id, parent_slug=material.parent, position=position, texts=texts))
        db.flush()
