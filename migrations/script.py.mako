"""${message}

Why: (the reason, in a sentence)
Previous release: (why it still works while both run: expand first, back-fill in a job, contract a release later)
Size: (how many rows the largest touched table may have, and how long this takes then)

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
