"""The table of moves is the whole machine: every pair of states, every hand, every cause."""

from __future__ import annotations

from itertools import product

import pytest

from app.core.db import uuid7
from app.ordering.models import Actor, Order
from app.ordering.states import MOVES, ActorKind, Cause, ForbiddenMove, Move, OrderState

ALL = [Move(*each) for each in product([None, *OrderState], OrderState, ActorKind, Cause)]


def an_order(state: OrderState | None) -> Order:
    return Order(id=uuid7(), number="B7K3Q9", state=state or OrderState.REQUESTED, seq=1 if state else 0)


@pytest.mark.parametrize("start", [None, *OrderState])
def test_an_order_moves_as_the_table_says_and_in_no_other_way(start: OrderState | None) -> None:
    for move in (move for move in ALL if move.start is start):
        order = an_order(start)
        if move in MOVES:
            order.move_to(move.end, by=Actor(move.by, "x"), because=move.because)
            assert (order.state, order.seq) == (move.end, 2 if start else 1)
        else:
            with pytest.raises(ForbiddenMove):
                order.move_to(move.end, by=Actor(move.by, "x"), because=move.because)
            assert order.state is (start or OrderState.REQUESTED)


def test_nothing_leads_out_of_a_completed_order() -> None:
    assert [move for move in MOVES if move.start is OrderState.COMPLETED] == []


def test_every_state_is_reached_and_every_cause_used() -> None:
    assert {move.end for move in MOVES} == set(OrderState)
    assert {move.because for move in MOVES} == set(Cause)
