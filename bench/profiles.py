"""Where the time of pages and orders goes: each profiled by itself, in one process, over 10,000 goods on SQLite."""

from __future__ import annotations

import cProfile
from typing import Any

from bench import addresses, ground
from bench.growth import Stage, inside, uncached
from bench.layers import told
from bench.ordering import ORDERS, a_shop, placed, wishes_of
from bench.sides import our_addresses
from tools.audit.stage import Say

GOODS = 10_000
LISTS = 50


def measure_profiles(say: Say) -> dict[str, Any]:
    """The kinds of pages whose speed has a goal, not cached but put together from kept pieces, and placing."""
    stage = Stage("profiles", ground.growth(GOODS, say))
    with uncached(stage) as server:
        many = our_addresses(server.port)
        deep = addresses.deep_pages(server.port, 20)
    lists = addresses.mixed(addresses.first_pages(), deep, addresses.filtered())[:LISTS]
    say("profiling pages")
    pages = {"list": lists, "product": many["product"][:LISTS], "search": many["search"][:LISTS]}
    found = inside("profile", stage, pages)
    say("profiling orders")
    return {"goods": GOODS, "of": {**found, "order": placing(say)}}


def placing(say: Say) -> dict[str, Any]:
    """Orders placed by the verb, the first ones left out, for those build what is built once."""
    with a_shop(GOODS, say) as (database, _folder, skus):
        for profiler in (cProfile.Profile(), cProfile.Profile()):
            wishes = wishes_of(database, skus)
            profiler.enable()
            for basket_id, wish in wishes:
                placed(database, basket_id, wish)
            profiler.disable()
    return told(profiler, ORDERS)
