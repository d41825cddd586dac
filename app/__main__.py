"""`bazaar`, and `python -m app`: the commands, started quickly."""

import gc


def main() -> None:
    """Import the commands and run the one that is asked for."""
    gc.disable()  # an import makes hundreds of thousands of objects that stay; looking through them is for nothing
    from app.cli import main as run

    gc.enable()
    run()


if __name__ == "__main__":
    main()
