"""`make audit`: the whole shop measured from outside, as its readers' machines meet it.

python -m tools.audit                all of it: Lighthouse, axe, the Nu HTML checker, 20,000 odd requests
python -m tools.audit axe markup     some of it
"""
