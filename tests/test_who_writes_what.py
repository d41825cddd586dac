"""Stock, capacity and an order's state are written in few places; and whoever looks for others finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.writers import order_births, state_writes, stock_writes

ROOT = Path(__file__).parent.parent
# The money's package knows no order and no product (`lint-imports`); states of its own are its own affair.
MODULES = {
    name: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "app").rglob("*.py"))
    if not (name := path.relative_to(ROOT).as_posix()).startswith("app/payments/")
}
STOCK_WRITERS = {"app/catalog/stock.py", "app/catalog/capacity.py"}
HEAD = "from app.catalog.models import Stock\nfrom app.ordering.models import Order\n"


def test_only_two_modules_write_stock_and_capacity() -> None:
    found = {name: where for name, source in MODULES.items() if (where := stock_writes(source))}
    # What a group says it can make in a month comes with its product; nothing is counted there.
    assert found.pop("app/catalog/seed/products.py") == {"save_capacity"}
    assert set(found) == STOCK_WRITERS


def test_only_a_move_sets_the_state_of_an_order() -> None:
    found = {name: where for name, source in MODULES.items() if (where := state_writes(source))}
    assert found.pop("app/enquiries/service.py") == {"close", "_let_through"}  # of an enquiry
    assert found == {"app/ordering/models.py": {"_moved"}}


def test_an_order_is_made_where_its_first_line_of_history_is() -> None:
    found = {name: where for name, source in MODULES.items() if (where := order_births(source))}
    assert found == {"app/ordering/noting.py": {"_order"}, "app/ordering/service.py": {"_order"}}


@pytest.mark.parametrize(
    "line",
    [
        "db.add(Stock(variant_id=id_, on_hand=3))",
        "db.execute(update(Stock).where(Stock.variant_id == id_).values(held=0))",
        "db.execute(delete(table_of(Stock)))",
        "db.execute(Stock.__table__.insert(), rows)",
        "db.execute(models.Stock.__table__.update())",
        "run(db, insert_into(table_of(Stock), 'sqlite').values(held=1))",
        "write(db, StockMove, rows)",
        "wrote(db, model=CapacityUse, row={}, known='line_id')",
        "row.held += 1",
        "row.on_hand, other = 3, 4",
        "setattr(row, 'taken', 3)",
        "setattr(row, name, 3)",
        "variant.stock = None",
        "db.execute(text('UPDATE stock SET held = 0'))",
        "db.execute(text(f'delete from capacity_use where line_id = {line}'))",
    ],
)
def test_a_hidden_write_of_stock_is_found(line: str) -> None:
    assert stock_writes(f"{HEAD}def sell(db):\n    {line}\n") == {"sell"}


def test_a_table_by_another_name_is_the_same_table() -> None:
    assert stock_writes("from app.catalog.models import Stock as S\n_T = table_of(S)\n_Q = update(_T)\n") == {""}


@pytest.mark.parametrize(
    "line",
    [
        "db.scalar(select(Stock.on_hand - Stock.held).where(Stock.variant_id == id_).with_for_update())",
        "db.execute(delete(Order).where(Order.id == id_))",
        "found.update(Stock.on_hand)",
        "words = 'update of stock'",
        "held = row.held",
    ],
)
def test_reading_stock_is_no_write(line: str) -> None:
    assert stock_writes(f"{HEAD}def look(db):\n    {line}\n") == set()


@pytest.mark.parametrize(
    "line",
    [
        "order.state = OrderState.DONE",
        "order.state, order.let_go = OrderState.DONE, True",
        "setattr(order, 'state', OrderState.DONE)",
        "db.execute(update(Order).where(Order.id == id_).values(state=OrderState.DONE))",
        "db.execute(update(Order).values(**told))",
        "db.execute(update(Order).values({'state': OrderState.DONE}))",
        "db.execute(Order.__table__.update().values(state='done'))",
        "db.execute(text(\"UPDATE orders SET state = 'done'\"))",
    ],
)
def test_a_hidden_change_of_state_is_found(line: str) -> None:
    assert state_writes(f"{HEAD}def hurry(db, order):\n    {line}\n") == {"hurry"}


@pytest.mark.parametrize(
    "line", ["db.execute(update(Order).where(Order.id == id_).values(reminded=0))", "done = order.state is DONE"]
)
def test_what_leaves_the_state_alone_is_no_change_of_it(line: str) -> None:
    assert state_writes(f"{HEAD}def remind(db, order):\n    {line}\n") == set()


def test_an_order_made_elsewhere_is_found() -> None:
    source = "from app.ordering.models import Order\ndef forge():\n    return Order(id=1, state=OrderState.DONE)\n"
    assert order_births(source) == {"forge"}
