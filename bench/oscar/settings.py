"""What a shop on Oscar has to set. BENCH_OSCAR names the folder with the database and the pictures."""

from __future__ import annotations

import os
from pathlib import Path

from oscar.defaults import *  # noqa: F403  # Oscar's documentation asks for exactly this

HERE = Path(os.environ["BENCH_OSCAR"])
SECRET_KEY = "measured on loopback only"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.oscar.urls"
SITE_ID = 1
USE_TZ = True
LANGUAGE_CODE = "en-gb"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
OSCAR_PRODUCTS_PER_PAGE = 24  # as many as ours
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_SHOP_NAME = "Measured"

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "oscar.db", "CONN_MAX_AGE": None}}
# The database itself is the search engine: of those that need no further server it was the quickest (Whoosh: slower).
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "bench.oscar.orm.Engine"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
STATIC_URL, STATIC_ROOT = "/static/", HERE / "static"
MEDIA_URL, MEDIA_ROOT = "/media/", HERE / "media"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}

_PARTS = """analytics checkout address shipping catalogue communication partner basket payment offer order customer
search voucher wishlists dashboard"""
_DASHBOARD = "reports users orders catalogue offers partners pages ranges reviews vouchers communications shipping"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "oscar.config.Shop",
    *(f"oscar.apps.{name}.apps.{name.title()}Config" for name in _PARTS.split()),
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    *(f"oscar.apps.dashboard.{name}.apps.{name.title()}DashboardConfig" for name in _DASHBOARD.split()),
    "widget_tweaks",
    "haystack",
    "treebeard",
    "sorl.thumbnail",
    "django_tables2",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
]
AUTHENTICATION_BACKENDS = (
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,  # with DEBUG off Django keeps compiled templates
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    }
]
