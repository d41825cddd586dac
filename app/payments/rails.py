"""Which rails this bazaar has: what the operator has set up, and nothing else."""

from __future__ import annotations

from app.payments.rail import Rails


def open_rails(stripe_key: str, stripe_secrets: tuple[str, ...], *, api: str = "") -> Rails:
    """The rails of a bazaar; opening asks none of them.

    Args:
        api: another address than Stripe's own, for a test server.
    """
    if not stripe_key:
        return Rails()
    from app.payments.stripe_rail import StripeRail

    rail = StripeRail(stripe_key, stripe_secrets, api=api)
    return Rails({rail.name: rail})
