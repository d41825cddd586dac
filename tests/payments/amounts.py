"""What the tests of amounts know by themselves: typed from Stripe's documentation, not read from our table."""

from __future__ import annotations

from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.money import MAX_AMOUNT, Money, exponent
from app.payments.wire import MANUAL, STRIPE, Carrier, Wire, chargeable, from_wire, stripe_wires, to_wire


def codes(text: str) -> set[str]:
    """Currencies, as one reads them in a line."""
    return set(text.split())


NO_DECIMALS = codes("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF")
THREE_DECIMALS = {"BHD", "JOD", "KWD", "OMR", "TND"}  # the last one is always 0
ENDS_IN_00 = {"ISK", "UGX"}
LEAST = {
    **dict.fromkeys(codes("ARS AUD BRL CAD CHF COP EUR IDR ILS INR NZD PHP RUB SGD USD ZAR"), "0.50"),
    **dict.fromkeys(codes("AED MYR PLN RON"), "2"),
    **{"CZK": "15", "DKK": "2.50", "GBP": "0.30", "HKD": "4", "HUF": "175", "JPY": "50", "KRW": "50"},
    **{"MXN": "10", "NOK": "3", "SEK": "3", "THB": "10"},
}
NEVER_CHARGED = codes("BTN CUP IQD IRR KPW LYD SDG SYP XAU")

WHOLE = Carrier(
    "whole", lambda currency: Wire(0)
)  # a rail that knows whole shillings, and another that is finer than we are
FINE = Carrier("fine", lambda currency: Wire(4, multiple=5, minimum=15, maximum=10**9 + 1), lower_case=True)
RAILS = [STRIPE, MANUAL, WHOLE, FINE]


def right_number(money: Money, rail: Carrier) -> int | None:
    """The number by another way than the code's: written out as decimal digits, cut and filled; None: cannot travel."""
    if rail is STRIPE and money.currency not in stripe_wires():
        return None
    stripe = 0 if money.currency in NO_DECIMALS else 3 if money.currency in THREE_DECIMALS else 2
    places = {"stripe": stripe, "manual": exponent(money.currency), "whole": 0, "fine": 4}[rail.name]
    whole, _dot, digits = format(money.decimal, "f").partition(".")
    filled = digits.ljust(4, "0")
    if set(filled[places:]) - {"0"}:
        return None
    number = int(whole + filled[:places])
    ends = {"stripe": "0" if stripe == 3 else "00" if money.currency in ENDS_IN_00 else "", "fine": "05"}
    last = ends.get(rail.name, "")
    if last == "05":
        return number if str(number)[-1] in last else None
    return number if str(number).endswith(last) or not number else None


def round_trip(money: Money, rail: Carrier) -> bool:
    """Send an amount there and back and find no difference; whether it could travel."""
    number = right_number(money, rail)
    try:
        sent = to_wire(money, rail)
    except Invalid as refused:
        assert number is None, f"{money} by {rail.name} refused: {refused}"
        assert "%(" not in str(refused)
        assert chargeable(money, rail) is not None
        return False
    assert sent == number, f"{money} by {rail.name}: {sent}"
    assert type(sent) is int
    assert from_wire(sent, money.currency.lower(), rail) == money
    return True


def some_money(currencies: list[str]) -> st.SearchStrategy[Money]:
    """Amounts of every size, round ones often."""
    amount = st.one_of(
        st.integers(0, 20_000), st.integers(0, MAX_AMOUNT), st.integers(0, 10**10).map(lambda n: n * 100)
    )
    return st.builds(Money, amount, st.sampled_from(currencies))


def currencies() -> list[str]:
    """Every currency that a rail or we know, and some that none charges."""
    return sorted({*stripe_wires(), *NEVER_CHARGED})
