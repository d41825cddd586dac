"""how much one buyer may order: counts by day, and the mailbox behind an e-mail address

Why: a bot is stopped by what its orders have to name, not by its network address.
Previous release: it writes no mailbox, which may be empty; it does not know the table of counts.
Size: checkout has one row an order; a few thousand rows are filled in a moment, the indexes are small.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('placer',
    sa.Column('whose', sa.String(length=64), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('orders', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('whose', name=op.f('pk_placer'))
    )
    op.create_index(op.f('ix_placer_since'), 'placer', ['since'], unique=False)
    op.add_column('checkout', sa.Column('mailbox', sa.String(length=254), nullable=True))
    op.execute('UPDATE checkout SET mailbox = lower(email)')
    op.create_index(op.f('ix_checkout_mailbox'), 'checkout', ['mailbox'], unique=False)
    op.create_index(op.f('ix_checkout_phone'), 'checkout', ['phone'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_checkout_phone'), table_name='checkout')
    op.drop_index(op.f('ix_checkout_mailbox'), table_name='checkout')
    op.drop_column('checkout', 'mailbox')
    op.drop_index(op.f('ix_placer_since'), table_name='placer')
    op.drop_table('placer')
