"""A stand-in for Stripe: a server of its own, spoken to over real HTTP by an unmodified stripe-python.

It keeps state as Stripe does (accounts, Checkout pages, intents, charges, refunds, disputes, events, idempotency
keys), shows the hosted pages to a browser without script, signs and sends events, and can be told to misbehave.

Held so that it cannot drift from the library the application uses:

- what comes in is checked against stripe-python's own `...Params` TypedDicts (`forms.py`, `api.py`): a parameter
  that the library does not know is refused with 400, as Stripe does;
- what goes out may only have keys that stripe-python's classes annotate (`shapes.py`), else the answer is a fault
  of this server and says so.

To try it: `python -m tests.fakepay --port 4242 --notify http://127.0.0.1:8000/pay/stripe/events`, the key is
`sk_test_fakepay`, the page at `/` plays Stripe's dashboard. In a test:

    with fakepay("--notify", url) as fake:                     # running.py
        account = fake.account(country="DE")["id"]             # every verb of control.py is a method
        session = fake.stripe(account).v1.checkout.sessions.create(...)
        Payer(session.url).pay()                               # payer.py
        assert fake.look("money")[0]["charged"] == 2500        # the truth to compare with

Where to look:

    api.py       which calls there are       calls.py     the life of one call, the ledger
    keys.py      idempotency keys            faults.py    failing on purpose
    forms.py, shapes.py  what may come in and go out     lists.py  pages of objects, expanding
    accounts.py  connected accounts and their onboarding
    checkout.py  Checkout sessions       payments.py  what a buyer does on the page, intents, charges
    refunds.py, disputes.py              currencies.py  amounts on the wire
    events.py    making events           sending.py   signing, sending, sending again
    pages.py, desk.py  the pages         control.py   the verbs by which a test or a demo plays Stripe and the bank
    state.py     everything that is remembered                       client.py, running.py, payer.py  for tests

All state is changed on one event loop, and no change waits for anything between its first and last line: the loop
is the one lock. No money is held as anything but an integer of the smallest unit on Stripe's wire.
"""
