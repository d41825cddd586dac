"""The sample's pictures: cleaned like any other photograph, known by their file name and content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import select

from app.catalog.seed.files import BadSeed, read, read_table
from app.catalog.seed.reference import Say
from app.core.db import Database
from app.core.texts import Standing, Words
from app.media import workshop
from app.media.models import Photo
from app.media.service import add_photo
from app.media.storage import Storage


class SamplePhotos:
    """Loads the pictures the sample uses and knows their ids by file name."""

    def __init__(self, database: Database, storage: Storage, folder: Path, say: Say) -> None:
        self._database, self._storage, self._folder, self._say = database, storage, folder, say
        self._alts = {row["file"]: row["alt_en"] for row in read_table(folder / "photos.csv")}
        translated = folder / "photo_texts.yaml"
        self._translated: dict[str, dict[str, str]] = (
            read(translated, dict[str, dict[str, str]]) if translated.exists() else {}
        )
        self._ids: dict[str, str] = {}

    def load(self, names: set[str]) -> None:
        """Take in the pictures that are not there yet.

        Raises:
            BadSeed: a picture is named that has no file or no words.
        """
        seed_ids = {name: self._seed_id(name) for name in sorted(names)}
        with self._database.reading() as db:
            rows = db.execute(select(Photo.seed_id, Photo.id).where(Photo.seed_id.in_(seed_ids.values())))
            known: dict[str | None, str] = {seed_id: id_ for seed_id, id_ in rows}
        self._ids = {name: known[seed_id] for name, seed_id in seed_ids.items() if seed_id in known}
        missing = [name for name in seed_ids if name not in self._ids]
        with workshop.Workshop() as shop:
            for number, name in enumerate(missing, start=1):
                if number % 20 == 1 or number == len(missing):
                    self._say(f"cleaning picture {number} of {len(missing)}")
                cleaned = shop.clean((self._folder / "photos" / name).read_bytes())
                with self._database.writing() as db:
                    words = self._texts(name)
                    photo = add_photo(db, self._storage, cleaned, sample=True, seed_id=seed_ids[name], texts=words)
                    self._ids[name] = photo.id

    @property
    def ids(self) -> list[str]:
        """All photographs the sample shows."""
        return list(self._ids.values())

    def id_of(self, name: str) -> str:
        """The photograph made from a file of the sample."""
        return self._ids[name]

    def _seed_id(self, name: str) -> str:
        path = self._folder / "photos" / name
        if not path.is_file() or name not in self._alts:
            raise BadSeed(file=name, reason="no such picture, or no words for it in photos.csv")
        return f"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}:{name}"[:80]

    def _texts(self, name: str) -> list[Words]:
        texts = [Words(self._alts[name], "en", Standing.ORIGINAL)]
        for lang, text in self._translated.get(name, {}).items():
            texts.append(Words(text, lang, Standing.CHECKED))
        return texts
