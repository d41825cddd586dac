"""Scripts for those who work on the bazaar; the bazaar itself never imports them."""
