"""Money for something payable: who asked for it, what came, what went back. It knows no order."""
