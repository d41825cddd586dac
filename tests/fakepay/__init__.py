"""A stand-in for Stripe: a server of its own, spoken to over real HTTP by an unmodified stripe-python.

It keeps state as Stripe does (accounts, Checkout pages, intents, charges, refunds, disputes, events, idempotency
keys), shows the hosted pages to a browser without script, signs and sends events, and can be told to misbehave.

Held so that it cannot drift from the library the application uses:

- what comes in is checked against stripe-python's own `...Params` TypedDicts (`forms.py`, `api.py`): a parameter
  that the library does not know is refused with 400, as Stripe does;
- what goes out may only have keys that stripe-python's classes annotate (`shapes.py`), else the answer is a fault
  of this server and says so.

Where to look:

    api.py       which calls there are, and the life of one call     keys.py       idempotency keys
    accounts.py  connected accounts and their onboarding             faults.py     failing on purpose
    checkout.py  Checkout sessions       payments.py  what a buyer does on the page, intents, charges
    refunds.py, disputes.py              currencies.py  amounts on the wire
    events.py    making events           sending.py   signing, sending, sending again
    pages.py, desk.py  the pages         control.py   the verbs by which a test or a demo plays Stripe and the bank
    state.py     everything that is remembered                       client.py, running.py, payer.py  for tests

All state is changed on one event loop, and no change waits for anything between its first and last line: the loop
is the one lock. No money is held as anything but an integer of the smallest unit on Stripe's wire.
"""
