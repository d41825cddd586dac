"""what waits and who is told: reminders, pieces let go, messages for phones, words about an order, a corrected address

Why: a group is reminded, a request waits longer than its pieces are held, people without e-mail are told too.
Previous release: it writes none of the new columns; each has a default that means "as before".
Size: orders and checkout have one row an order; adding columns with a default rewrites nothing.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('phone_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('affiliate_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_by', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['affiliate_id'], ['affiliate.id'], name=op.f('fk_phone_message_affiliate_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_message')),
    sa.UniqueConstraint('key', name=op.f('uq_phone_message_key'))
    )
    op.create_index(op.f('ix_phone_message_affiliate_id'), 'phone_message', ['affiliate_id'], unique=False)
    op.create_table('order_message',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Enum('buyer', 'group', 'rail', 'clock', name='actorkind', native_enum=False, length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_message_order_id')),
    sa.PrimaryKeyConstraint('order_id', 'position', name=op.f('pk_order_message'))
    )
    op.add_column('checkout', sa.Column('corrections', sa.Integer(), server_default='0', nullable=False))
    op.add_column('orders', sa.Column('let_go', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('orders', sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('orders', sa.Column('reminded', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('orders', 'reminded')
    op.drop_column('orders', 'moved_at')
    op.drop_column('orders', 'let_go')
    op.drop_column('checkout', 'corrections')
    op.drop_table('order_message')
    op.drop_index(op.f('ix_phone_message_affiliate_id'), table_name='phone_message')
    op.drop_table('phone_message')
