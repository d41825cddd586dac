"""From the basket to the parcel: what a buyer orders from a group, what both agreed, and what became of it."""
