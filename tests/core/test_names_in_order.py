"""Names stand in the order of the reader's alphabet, not in that of their code points."""

from __future__ import annotations

import pytest

from app.core.i18n import by_name
from app.web.contacts import countries

IN_ORDER = {
    "pt": ["África do Sul", "Albânia", "Índia", "Quênia", "Quirguistão", "Uganda"],
    "es": ["Bután", "Butón", "España", "Etiopía", "nata", "nuez", "Ñandú", "Óscar", "Perú"],
    "ur": [
        "آرمینیا",
        "ارجنٹینا",
        "بھارت",
        "پاکستان",
        "پیرو",
        "تھائی لینڈ",
        "ٹرکیہ",
        "کینیا",
        "گواٹے مالا",
        "نیپال",
        "یوگنڈا",
    ],
    "sw": ["Bolivia", "Uganda", "uhindi", "Ukrania"],
}


@pytest.mark.parametrize("lang", IN_ORDER)
def test_names_stand_in_the_order_of_the_alphabet(lang: str) -> None:
    wanted = IN_ORDER[lang]
    assert sorted(reversed(wanted), key=lambda name: by_name(name, lang)) == wanted


def test_a_letter_of_an_arabic_keyboard_is_no_other_letter() -> None:
    assert by_name("يمن", "ur")[0] == by_name("یمن", "ur")[0]


def test_vowel_signs_are_no_accents() -> None:
    assert by_name("कि", "en")[0] != by_name("क", "en")[0]


def test_no_country_with_an_accent_is_last_where_an_address_is_asked_for() -> None:
    names = [name for _code, name in countries("pt")]
    assert names.index("Áustria") < names.index("Índia") < names.index("Zimbábue") == len(names) - 1
    urdu = [name for _code, name in countries("ur")]
    assert urdu.index("پاکستان") < urdu.index("نیپال") < urdu.index("یوگنڈا")
