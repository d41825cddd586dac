"""Photographs: taking them in, cleaning them, cutting them to sizes, keeping and withdrawing them.

Knows no HTTP and nothing of products or groups: only that a photo is there, or was withdrawn. Files from
outside are decoded in a process of their own (`workshop`); this process never opens one.

The parts: `sizes` (which widths and formats), `palette` (dominant colours), `containers` (what a file is,
without decoding it), `images` (decoding and encoding; for the workshop only), `workshop`, `storage`,
`models`, `service`, `queries`, `tasks`, `errors`. This file imports nothing, so that the workshop's process
stays small.
"""
