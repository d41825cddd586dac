"""Made-up groups of makers, for as many goods as are wanted: in every country of the network, each with its crafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bench.vocabulary import FAMILIES, countries

GOODS_EACH = 60
_NAMES = {
    "es": ("Tejedoras de {}", "Manos de {}", "Taller {}", "Mujeres de {}", "Hilos de {}"),
    "pt": ("Artesãs de {}", "Mãos de {}", "Oficina {}", "Mulheres de {}", "Linhas de {}"),
    "fr": ("Artisanes de {}", "Mains de {}", "Atelier {}", "Femmes de {}", "Fils de {}"),
    "sw": ("Wanawake wa {}", "Mikono ya {}", "Kikundi cha {}", "Mafundi wa {}", "Umoja wa {}"),
}
_OTHERWISE = ("{} Makers", "Women of {}", "{} Home Workers", "{} Circle", "Hands of {}", "{} Cooperative")


@dataclass(frozen=True, slots=True)
class Makers:
    """A group as the loaders need it."""

    number: int
    slug: str
    name: str
    country: str
    district: str
    lang: str
    timezone: str
    currency: str
    founded: int
    women: int
    families: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One sentence in English."""
        return f"{self.women} women of {self.district} who make things at home."

    @property
    def about(self) -> str:
        """A few sentences in English."""
        return (
            f"{self.summary} We began in {self.founded}. We buy what we need together, fix our prices together "
            "and divide the orders by turns, so that nobody waits long for work."
        )


def group_count(goods: int) -> int:
    """How many groups so many goods come from: one of each country at least."""
    return max(len(countries()), -(-goods // GOODS_EACH))


def makers(count: int, *, seed: int = 1) -> Iterator[Makers]:
    """So many groups, the same for the same seed; the first of them one in each country."""
    chance = Random(f"makers {seed}")
    places, families = countries(), tuple(FAMILIES)
    for number in range(count):
        place = places[number] if number < len(places) else chance.choice(places)
        district = chance.choice(place["districts"].split("|"))
        name = chance.choice(_NAMES.get(place["lang"], _OTHERWISE)).format(district)
        if number >= len(places):
            name = f"{name} {number}"
        yield Makers(
            number=number,
            slug=f"made-up-group-{number}",
            name=name,
            country=place["code"],
            district=district,
            lang=place["lang"],
            timezone=place["timezone"],
            currency=place["currency"],
            founded=chance.randint(1985, 2024),
            women=chance.randint(4, 90),
            families=tuple(chance.sample(families, chance.choice((1, 2, 2, 3)))),
        )
