"""django-oscar as it comes, with the same goods: a minimal project of its own, run in `.venv-oscar`.

Nothing of Oscar is changed but what its documentation asks every project to set. Only the standard library, Django
and Oscar are imported here, and of the bazaar nothing but the made-up goods.
"""
