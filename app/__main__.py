"""`python -m app` is `bazaar`."""

from app.cli import main

main()
