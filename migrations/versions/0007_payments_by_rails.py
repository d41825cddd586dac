"""payments by rails: attempts at a rail, refunds and disputes of a rail, groups' accounts, what rails tell us, tasks

Why: a group with an account at a card company is paid by card, straight to that account.
Previous release: it writes none of the new columns; each has a default that means "by hand". It cannot read refunds in
the states that rails bring (pending, succeeded, failed): connect the first account when all servers have this release.
Size: payment and refund have a row or two an order; their new columns rewrite nothing but `refund` and `task`, which
SQLite copies.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STILL_OPEN = sa.text('closed_at IS NULL')
STILL_OPEN_ABOUT = sa.text("closed_at IS NULL AND about <> ''")
ONE_OF_TWO = '(order_id IS NULL) <> (enquiry_id IS NULL)'
ONE_OF_THREE = (
    '(CASE WHEN order_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN enquiry_id IS NULL THEN 0 ELSE 1 END)'
    " + (CASE WHEN about = '' THEN 0 ELSE 1 END) = 1"
)
NEW_KINDS = "('refund_failed', 'dispute', 'differs', 'stuck', 'reconcile', 'cards_tried')"


def upgrade() -> None:
    op.create_table('rail_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('rail', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('event', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rail_event')),
    sa.UniqueConstraint('rail', 'account', 'event', name=op.f('uq_rail_event_rail_account_event'))
    )
    op.create_index(op.f('ix_rail_event_received_at'), 'rail_event', ['received_at'], unique=False)
    op.create_table('rail_account',
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('rail', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=120), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('connected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_rail_account_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'rail', name=op.f('pk_rail_account')),
    sa.UniqueConstraint('rail', 'account', name=op.f('uq_rail_account_rail_account'))
    )
    op.create_table('dispute',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('payment_id', sa.Uuid(), nullable=False),
    sa.Column('ref', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('over', sa.Boolean(), nullable=False),
    sa.Column('lost', sa.Boolean(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reason', sa.String(length=80), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_dispute_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute')),
    sa.UniqueConstraint('ref', name=op.f('uq_dispute_ref'))
    )
    op.create_index(op.f('ix_dispute_payment_id'), 'dispute', ['payment_id'], unique=False)
    op.add_column('payment', sa.Column('account', sa.String(length=80), server_default=sa.text("''"), nullable=False))
    op.add_column('payment', sa.Column('frozen', sa.JSON(), nullable=True))
    op.add_column('payment', sa.Column('ref', sa.String(length=120), nullable=True))
    op.add_column('payment', sa.Column('charge', sa.String(length=120), server_default=sa.text("''"), nullable=False))
    op.add_column('payment', sa.Column('page', sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column('payment', sa.Column('until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('payment', sa.Column('at_bank', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('payment', sa.Column('declined', sa.String(length=80), server_default=sa.text("''"), nullable=False))
    op.add_column('payment', sa.Column('ended', sa.Enum('given_up', 'otherwise', 'ran_out', 'failed', name='paymentend', native_enum=False, length=20), nullable=True))
    op.add_column('payment', sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_payment_charge'), 'payment', ['charge'], unique=False)
    op.create_index(op.f('ix_payment_ref'), 'payment', ['ref'], unique=False)
    with op.batch_alter_table('refund', schema=None) as batch_op:
        batch_op.add_column(sa.Column('payment_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_refund_payment_id'), 'payment', ['payment_id'], ['id'])
    op.add_column('refund', sa.Column('ref', sa.String(length=120), nullable=True))
    op.add_column('refund', sa.Column('why', sa.String(length=80), server_default=sa.text("''"), nullable=False))
    op.add_column('refund', sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_refund_payment_id'), 'refund', ['payment_id'], unique=False)
    op.create_index(op.f('ix_refund_ref'), 'refund', ['ref'], unique=False)
    _drop_open_indexes()
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about', sa.String(length=240), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column('words', sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.drop_constraint(batch_op.f('ck_task_of_an_order_or_an_enquiry'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_task_of_one_thing'), ONE_OF_THREE)
    _create_open_indexes()
    _open_index('uq_task_open_about', 'about', STILL_OPEN_ABOUT)


def downgrade() -> None:
    op.execute(f"DELETE FROM task WHERE about <> '' OR kind IN {NEW_KINDS}")
    op.execute("UPDATE refund SET state = 'denied' WHERE state = 'failed'")
    op.execute("UPDATE refund SET state = 'sent' WHERE state IN ('pending', 'succeeded')")
    where = {'sqlite_where': STILL_OPEN_ABOUT, 'postgresql_where': STILL_OPEN_ABOUT}
    op.drop_index('uq_task_open_about', table_name='task', **where)
    _drop_open_indexes()
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_task_of_one_thing'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_task_of_an_order_or_an_enquiry'), ONE_OF_TWO)
        batch_op.drop_column('words')
        batch_op.drop_column('about')
    _create_open_indexes()
    op.drop_index(op.f('ix_refund_ref'), table_name='refund')
    op.drop_index(op.f('ix_refund_payment_id'), table_name='refund')
    with op.batch_alter_table('refund', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_refund_payment_id'), type_='foreignkey')
        batch_op.drop_column('payment_id')
    op.drop_column('refund', 'looked_at')
    op.drop_column('refund', 'why')
    op.drop_column('refund', 'ref')
    op.drop_index(op.f('ix_payment_ref'), table_name='payment')
    op.drop_index(op.f('ix_payment_charge'), table_name='payment')
    op.drop_column('payment', 'looked_at')
    op.drop_column('payment', 'ended')
    op.drop_column('payment', 'declined')
    op.drop_column('payment', 'at_bank')
    op.drop_column('payment', 'until')
    op.drop_column('payment', 'page')
    op.drop_column('payment', 'charge')
    op.drop_column('payment', 'ref')
    op.drop_column('payment', 'frozen')
    op.drop_column('payment', 'account')
    op.drop_index(op.f('ix_dispute_payment_id'), table_name='dispute')
    op.drop_table('dispute')
    op.drop_table('rail_account')
    op.drop_index(op.f('ix_rail_event_received_at'), table_name='rail_event')
    op.drop_table('rail_event')


def _drop_open_indexes() -> None:
    """A partial index does not survive the copy that SQLite makes of a changed table."""
    for name in ('uq_task_open', 'uq_task_open_enquiry'):
        op.drop_index(name, table_name='task', sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN)


def _create_open_indexes() -> None:
    _open_index('uq_task_open', 'order_id', STILL_OPEN)
    _open_index('uq_task_open_enquiry', 'enquiry_id', STILL_OPEN)


def _open_index(name: str, column: str, where: sa.TextClause) -> None:
    op.create_index(name, 'task', [column, 'kind'], unique=True, sqlite_where=where, postgresql_where=where)
