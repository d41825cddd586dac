"""pieces that were counted: what should be there, beside what is there

Why: `on_hand` could be compared with nothing, so that a take lost or doubled on it alone was never seen.
Previous release: it does not write the column. Of a variant that it counts while both run `bazaar check` of this release says
that the pieces do not add up, until the next count of it puts that right.
Size: one column with a constant default, which rewrites no table, then one UPDATE of the stock of what is counted: nothing
beyond one row a variant, some seconds for a million. Orders of counted pieces wait meanwhile.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('stock', sa.Column('counted', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.execute('UPDATE stock SET counted = on_hand')
    op.execute("""
        UPDATE stock SET counted = on_hand + (
            SELECT sum(CASE WHEN change = 'return' THEN -pieces ELSE pieces END)
            FROM stock_move
            WHERE stock_move.variant_id = stock.variant_id AND change IN ('take', 'late_take', 'return')
        )
        WHERE variant_id IN (SELECT variant_id FROM stock_move WHERE change IN ('take', 'late_take', 'return'))
    """)


def downgrade() -> None:
    op.drop_column('stock', 'counted')
