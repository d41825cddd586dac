"""How to order from a group: each consented way in the group's own order, what it does, and why one is missing.

Contact first: this list, not a card form, is what a product page leads to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from urllib.parse import quote, urlencode

import phonenumbers

from app.affiliates.channels import ChannelKind
from app.affiliates.models import Means
from app.affiliates.phrases import message, message_languages
from app.affiliates.views import AffiliateLine, ChannelView, GroupView, RailView
from app.core.i18n import city_name
from app.core.texts import Words


class WayKind(StrEnum):
    """What the button does. A phone channel can be two ways: to call and to text."""

    WHATSAPP = "whatsapp"
    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    WEB_SHOP = "web_shop"
    SOCIAL = "social"
    VISIT = "visit"
    DESK = "desk"  # HNI passes a message on, where a group shows no way of its own


class Why(StrEnum):
    """A reason that a way a buyer may expect is not there, or that needs a word."""

    NO_CARDS = "no_cards"
    NO_CHANNEL = "no_channel"
    OWN_SHOP_ONLY = "own_shop_only"
    RAILS_UNKNOWN = "rails_unknown"
    SOLD_OUT = "sold_out"
    PRICE_ON_REQUEST = "price_on_request"


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: a product, or the group itself (then `title` is empty)."""

    link: str  # absolute and short
    code: str  # the reference
    title: str = ""  # as the reader sees it
    own_title: str = ""  # as the makers say it
    variant: str = ""  # the one meant, where there are several
    own_variant: str = ""
    sold_out: bool = False
    priced: bool = True
    own_shop_url: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the group. `href` is None where there is nothing to open (a visit)."""

    kind: WayKind
    href: str | None
    address: str  # as people write it
    message_langs: tuple[str, ...]
    days: tuple[str, ...]
    opens: time | None
    closes: time | None
    timezone_city: str
    place: str
    sample: bool


@dataclass(frozen=True, slots=True)
class HowToOrder:
    """The whole panel."""

    ways: tuple[Way, ...]
    rails: tuple[RailView, ...]
    whys: tuple[Why, ...]
    affiliate: AffiliateLine
    answers_within_hours: int | None
    languages: tuple[str, ...]


def messages(group: GroupView, about: About, *, reader_lang: str) -> list[Words]:
    """The prefilled message, in the group's language and then in the reader's."""
    langs = message_languages(group.languages, reader_lang)
    if not about.title:
        keys = ["hello", "saw_group", "ask_group", "reference", "thanks"]
    elif about.sold_out:
        keys = ["hello", "saw_product", *_which(about), "ask_back", "reference", "thanks"]
    else:
        ask = ["ask_ready", "ask_delivery"] if about.priced else ["ask_price", "ask_ready", "ask_delivery"]
        keys = ["hello", "saw_product", *_which(about), "want", *ask, "reference", "thanks"]
    return [_written(keys, lang, group, about, own=lang == langs[0]) for lang in langs]


def _which(about: About) -> list[str]:
    return ["variant"] if about.variant else []


def _written(keys: list[str], lang: str, group: GroupView, about: About, *, own: bool) -> Words:
    title = about.own_title or about.title if own else about.title
    values = {"group": group.line.name, "title": title, "link": about.link, "code": about.code}
    variant = about.own_variant or about.variant if own else about.variant
    return message(keys, lang, variant=variant, **values)


def how_to_order(
    group: GroupView, about: About, *, reader_lang: str, desk_email: str, written: list[Words] | None = None
) -> HowToOrder:
    """The panel for a product or a group page.

    Args:
        desk_email: HNI's desk, offered where the group shows no channel: no panel is a dead end.
        written: the prefilled message, where it is another one than a first question.
    """
    texts = written or messages(group, about, reader_lang=reader_lang)
    subject_key = "subject_product" if about.title else "subject_group"
    subject = _written([subject_key], texts[0].lang, group, about, own=True)
    body = "\n\n".join(text.text for text in texts)
    langs = tuple(text.lang for text in texts)
    ways = [
        Way(
            kind=kind,
            href=_href(kind, channel, body=body, subject=subject.text, about=about),
            address=_spelled(channel),
            message_langs=langs if kind in (WayKind.WHATSAPP, WayKind.SMS, WayKind.EMAIL) else (),
            days=channel.days,
            opens=channel.opens,
            closes=channel.closes,
            timezone_city=city_name(group.timezone, reader_lang),
            place=group.line.district,
            sample=group.sample,
        )
        for channel in group.channels
        for kind in _kinds(channel)
    ]
    whys = tuple(_whys(group, about, ways))
    if not ways:
        ways.append(_desk(group, desk_email, body=body, subject=subject.text, langs=langs))
    told = (group.affiliate, group.answers_within_hours, group.languages)
    return HowToOrder(tuple(ways), group.rails, whys, *told)


def _desk(group: GroupView, email: str, *, body: str, subject: str, langs: tuple[str, ...]) -> Way:
    return Way(
        kind=WayKind.DESK,
        href=_mail(email, subject=subject, body=body),
        address=email,
        message_langs=langs,
        days=(),
        opens=None,
        closes=None,
        timezone_city="",
        place=group.line.district,
        sample=group.sample,
    )


def whatsapp(number: str, body: str) -> str:
    """What opens a prepared message: international digits alone, no plus, no trunk zero."""
    return f"https://wa.me/{number.lstrip('+')}?{urlencode({'text': body}, quote_via=quote)}"


def sms(number: str, body: str) -> str:
    """The same as a short message, RFC 5724."""
    return f"sms:{number}?{urlencode({'body': body}, quote_via=quote)}"


def _mail(address: str, *, subject: str, body: str) -> str:
    """RFC 6068: a line break is CR LF."""
    fields = urlencode({"subject": subject, "body": body.replace("\n", "\r\n")}, quote_via=quote)
    return f"mailto:{quote(address, safe='@+')}?{fields}"


def _kinds(channel: ChannelView) -> list[WayKind]:
    if channel.kind is not ChannelKind.PHONE:
        return [WayKind(channel.kind.value)]
    return [WayKind.CALL] * channel.calls + [WayKind.SMS] * channel.texts


def _spelled(channel: ChannelView) -> str:
    if channel.kind in (ChannelKind.WHATSAPP, ChannelKind.PHONE):
        number = phonenumbers.parse(channel.address, None)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return channel.address.removeprefix("https://")


def _href(  # noqa: PLR0911  # one line for each kind
    kind: WayKind, channel: ChannelView, *, body: str, subject: str, about: About
) -> str | None:
    match kind:
        case WayKind.WHATSAPP:
            return whatsapp(channel.address, body)
        case WayKind.CALL:
            return f"tel:{channel.address}"
        case WayKind.SMS:
            return sms(channel.address, body)
        case WayKind.EMAIL | WayKind.DESK:
            return _mail(channel.address, subject=subject, body=body)
        case WayKind.WEB_SHOP:
            return about.own_shop_url or channel.address
        case WayKind.SOCIAL:
            return channel.address
        case WayKind.VISIT:
            return None


def _whys(group: GroupView, about: About, ways: list[Way]) -> list[Why]:
    whys = []
    if not ways:
        whys.append(Why.NO_CHANNEL)
    elif all(way.kind is WayKind.WEB_SHOP for way in ways):
        whys.append(Why.OWN_SHOP_ONLY)
    if about.title and about.sold_out:
        whys.append(Why.SOLD_OUT)
    if about.title and not about.priced:
        whys.append(Why.PRICE_ON_REQUEST)
    if not group.rails:
        whys.append(Why.RAILS_UNKNOWN)
    elif all(rail.means is not Means.CARD for rail in group.rails):
        whys.append(Why.NO_CARDS)
    return whys
