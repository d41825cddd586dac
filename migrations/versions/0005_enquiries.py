"""enquiries: questions to a group, their threads, and tasks about them

Why: a buyer asks before ordering; group and buyer talk without knowing each other's address, and an order comes of it.
Previous release: it knows neither of the new tables. In `task` it writes and reads `order_id` as before: the column
may be empty now, but only in rows of a kind that release never asks for.
Size: both tables are new and empty; `task` holds a handful of rows.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

STILL_OPEN = sa.text('closed_at IS NULL')


def upgrade() -> None:
    op.create_table('enquiry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('form_key', sa.String(length=40), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=True),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('own_title', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('question', 'custom', 'wholesale', name='enquirykind', native_enum=False, length=20), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('mailbox', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('state', sa.Enum('unconfirmed', 'at_desk', 'open', 'closed', name='enquirystate', native_enum=False, length=20), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('last_by', sa.Enum('buyer', 'group', 'desk', name='side', native_enum=False, length=20), nullable=False),
    sa.Column('buyer_shows', sa.Boolean(), nullable=False),
    sa.Column('group_contact', sa.String(length=254), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reached_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_enquiry_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_enquiry_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry')),
    sa.UniqueConstraint('form_key', name=op.f('uq_enquiry_form_key')),
    sa.UniqueConstraint('number', name=op.f('uq_enquiry_number'))
    )
    op.create_index(op.f('ix_enquiry_asked_at'), 'enquiry', ['asked_at'], unique=False)
    op.create_index('ix_enquiry_group_state', 'enquiry', ['group_id', 'state'], unique=False)
    op.create_index(op.f('ix_enquiry_mailbox'), 'enquiry', ['mailbox'], unique=False)
    op.create_index(op.f('ix_enquiry_order_id'), 'enquiry', ['order_id'], unique=False)
    op.create_index(op.f('ix_enquiry_phone'), 'enquiry', ['phone'], unique=False)
    op.create_table('enquiry_message',
    sa.Column('enquiry_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Enum('buyer', 'group', 'desk', name='side', native_enum=False, length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('told', sa.Enum('said', 'passed_on', 'showed', 'offered', 'closed', name='told', native_enum=False, length=20), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['enquiry_id'], ['enquiry.id'], name=op.f('fk_enquiry_message_enquiry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('enquiry_id', 'seq', name=op.f('pk_enquiry_message'))
    )
    _drop_open_index()
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.alter_column('order_id', existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column('enquiry_id', sa.Uuid(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f('ck_task_of_an_order_or_an_enquiry'), '(order_id IS NULL) <> (enquiry_id IS NULL)'
        )
    _create_open_index('uq_task_open', 'order_id')
    _create_open_index('uq_task_open_enquiry', 'enquiry_id')


def downgrade() -> None:
    op.execute('DELETE FROM task WHERE order_id IS NULL')
    op.drop_index('uq_task_open_enquiry', table_name='task', sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN)
    _drop_open_index()
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_task_of_an_order_or_an_enquiry'), type_='check')
        batch_op.drop_column('enquiry_id')
        batch_op.alter_column('order_id', existing_type=sa.Uuid(), nullable=False)
    _create_open_index('uq_task_open', 'order_id')
    op.drop_table('enquiry_message')
    op.drop_index(op.f('ix_enquiry_phone'), table_name='enquiry')
    op.drop_index(op.f('ix_enquiry_order_id'), table_name='enquiry')
    op.drop_index(op.f('ix_enquiry_mailbox'), table_name='enquiry')
    op.drop_index('ix_enquiry_group_state', table_name='enquiry')
    op.drop_index(op.f('ix_enquiry_asked_at'), table_name='enquiry')
    op.drop_table('enquiry')


def _drop_open_index() -> None:
    """A partial index does not survive the copy that SQLite makes of a changed table."""
    op.drop_index('uq_task_open', table_name='task', sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN)


def _create_open_index(name: str, column: str) -> None:
    where = {'sqlite_where': STILL_OPEN, 'postgresql_where': STILL_OPEN}
    op.create_index(name, 'task', [column, 'kind'], unique=True, **where)
