"""The environment, typed and frozen. Only `main`, `worker` and `cli` build one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.tokens import KEY_BYTES
from app.ordering.times import INFO, Times
from app.payments import rail
from app.payments.rails import open_rails


class Settings(BaseSettings):
    """Every knob, with its reason. Environment variables carry the prefix BAZAAR_, e.g. BAZAAR_DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="BAZAAR_", frozen=True, extra="ignore")

    data: Path = Path("data")
    """The folder that holds the embedded database and photographs. Back this up."""

    database_url: str = ""
    """Empty: SQLite in the data folder. PostgreSQL: postgresql+psycopg://user:password@host/name."""

    base_url: str = "http://127.0.0.1:8000"
    """How the public reaches the bazaar; used in canonical addresses and messages."""

    allowed_hosts: list[str] = Field(default=["127.0.0.1", "localhost"])
    """Host names answered. The host of `base_url` is always among them."""

    storage_url: str = ""
    """Empty: a folder beside the database. S3: s3://bucket/prefix."""

    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = ""

    desk_email: str = "desk@example.org"
    """HNI's desk: named on the pages about joining and privacy, and the last resort when a group cannot be reached."""

    secret: SecretStr = SecretStr("")
    """Makes secret links: whoever has it can open every order. Empty: one is made in the data folder, `secret.key`.
    Servers that share a database share this. Another one withdraws all links that were ever sent."""

    smtp_url: SecretStr = SecretStr("")
    """Empty: letters become files in the data folder, `outbox/`. A server: smtp://user:password@host:587."""

    mail_from: str = "bazaar@localhost"
    """Whom letters come from; an address whose domain allows this server to send."""

    request_days: int = Field(default=7, ge=1, le=60)
    """How long a request waits for its group before it ends. For the reasons of these figures see ordering/times.py."""

    hold_hours: int = Field(default=72, ge=1, le=1440)
    """How long the pieces of a request are set aside; longer keeps them from others."""

    pay_days: int = Field(default=7, ge=1, le=60)
    """How long an order waits for a payment by hand."""

    card_minutes: int = Field(default=60, ge=35, le=1440)
    """How long an order waits that can be paid by card alone; a card page stays open for 31 of them."""

    complaint_days: int = Field(default=30, ge=7, le=180)
    """How long after sending a buyer can say that something is wrong, before the order is done by itself."""

    remind_group_days: list[int] = Field(default=[2, 5], max_length=5)
    """After how many days a group is reminded of a request."""

    remind_buyer_days: int = Field(default=2, ge=1, le=30)
    """After how many days a buyer is reminded, once, of an offer or a payment."""

    refund_days: int = Field(default=14, ge=3, le=90)
    """After how many days the affiliate is asked about money sent back of which the buyer says nothing."""

    stripe_key: SecretStr = SecretStr("")
    """Empty: nobody can pay by card. The secret key of the network's own account; groups have theirs."""

    stripe_secret: SecretStr = Field(default=SecretStr(""), validate_default=True)
    """Of the place where Stripe tells us news, as Stripe shows it; several, for several places, between commas."""

    stripe_api: str = ""
    """Another address than Stripe's own: that of a test server. `make demo` sets it."""

    stripe_pages: str = "https://checkout.stripe.com https://connect.stripe.com"
    """Where Stripe's pages for buyers and groups are: a form may send the browser there, and nowhere else."""

    executor: str = "bazaar-1"
    """What this machine's workers are called, for people; each process makes it unique."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    body_limit: int = 256 * 1024
    """Bytes a request may carry. No page of this release takes more than a short form."""

    page_cache_bytes: int = Field(default=16 * 1024 * 1024, ge=0)
    """Memory for finished pages in each web process; 0 keeps none. A page takes about 12 KB."""

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("it must begin with sqlite:/// or postgresql+psycopg://")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _known_mail(cls, url: SecretStr) -> SecretStr:
        if (told := url.get_secret_value()) and not told.startswith(("smtp://", "smtps://")):
            raise ValueError("it must begin with smtp:// or smtps://")
        return url

    @field_validator("stripe_key")
    @classmethod
    def _secret_key(cls, key: SecretStr) -> SecretStr:
        if (told := key.get_secret_value().strip()) and not told.startswith(("sk_", "rk_")):
            raise ValueError("it must begin with sk_ or rk_, as the secret keys of Stripe do")
        return SecretStr(told)

    @field_validator("stripe_secret")
    @classmethod
    def _all_of_stripe(cls, secret: SecretStr, others: ValidationInfo) -> SecretStr:
        key = others.data.get("stripe_key") or SecretStr("")
        if bool(key.get_secret_value()) != bool(_between_commas(secret)):
            raise ValueError("BAZAAR_STRIPE_KEY and BAZAAR_STRIPE_SECRET belong together: set both or neither")
        return secret

    @field_validator("storage_url")
    @classmethod
    def _known_storage(cls, url: str) -> str:
        if url and not url.startswith(("file://", "s3://")):
            raise ValueError("it must begin with file:// or s3://")
        return url

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it must be a web address such as https://bazaar.example.org")
        return url

    @cached_property
    def s3(self) -> dict[str, str]:
        """How to reach an S3 store; of no meaning for a folder."""
        return {
            "endpoint": self.s3_endpoint,
            "region": self.s3_region,
            "access_key": self.s3_access_key,
            "secret_key": self.s3_secret_key,
        }

    @cached_property
    def key(self) -> bytes:
        """The secret in force, as bytes; made once where none is set.

        Raises:
            OSError: the data folder cannot be written.
        """
        if told := self.secret.get_secret_value():
            return hashlib.sha256(told.encode()).digest()
        file = self.data / "secret.key"
        if not file.exists():
            fresh = self.data / f".secret.{secrets.token_hex(4)}"
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(secrets.token_bytes(KEY_BYTES))
            with contextlib.suppress(FileExistsError):
                os.link(fresh, file)  # of several processes that start together, one names the key
            fresh.unlink()
        return file.read_bytes()

    @property
    def paid_by_card(self) -> bool:
        """Whether groups can be paid by card at all."""
        return bool(self.stripe_key.get_secret_value())

    @property
    def played_cards(self) -> bool:
        """Whether those cards are played at a test server: then every page says that no money moves."""
        return self.paid_by_card and bool(self.stripe_api)

    @property
    def outbox(self) -> Path | None:
        """The folder that letters go to as files; None where a mail server takes them."""
        return None if self.smtp_url.get_secret_value() else self.data / "outbox"

    @cached_property
    def info(self) -> dict[str, object]:
        """What sessions of the database carry for the verbs below: how long things wait, which rails there are."""
        secrets_ = _between_commas(self.stripe_secret)
        return {
            rail.INFO: open_rails(self.stripe_key.get_secret_value(), secrets_, api=self.stripe_api),
            INFO: Times(
                request_days=self.request_days,
                hold_hours=self.hold_hours,
                pay_days=self.pay_days,
                card_minutes=self.card_minutes,
                complaint_days=self.complaint_days,
                remind_group_days=tuple(sorted(self.remind_group_days)),
                remind_buyer_days=self.remind_buyer_days,
                refund_days=self.refund_days,
            ),
        }

    @cached_property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{(self.data / 'bazaar.db').absolute()}"

    @cached_property
    def storage(self) -> str:
        """The address of the object store in force: a `file://` or an `s3://` address."""
        return self.storage_url or f"file://{(self.data / 'media').absolute()}"


def _between_commas(told: SecretStr) -> tuple[str, ...]:
    return tuple(one.strip() for one in told.get_secret_value().split(",") if one.strip())
