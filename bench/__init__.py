"""`make bench`: the bazaar measured beside others, in one run on one machine.

python -m bench                       everything, written to docs/performance.md and docs/performance.json
python -m bench --quick               small and short, for trying; written to .bench/ and not to docs/
python -m bench --only sides,growth   some parts: sides, growth, memory, weights
"""
