"""orders, stock that is held, money by hand, group keys, letters

Why: a buyer's basket becomes orders that a group answers from its phone and settles by the ways it has.
Previous release: it knows none of these tables and goes on as before; nothing it reads or writes changes.
Size: all tables are new and empty.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('basket',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_basket'))
    )
    op.create_index(op.f('ix_basket_touched_at'), 'basket', ['touched_at'], unique=False)
    op.create_table('capacity_month',
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_capacity_month_taken_not_negative')),
    sa.PrimaryKeyConstraint('owner_id', 'month', name=op.f('pk_capacity_month'))
    )
    op.create_table('capacity_use',
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('line_id', 'owner_id', 'month', name=op.f('pk_capacity_use'))
    )
    op.create_table('checkout',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('form_key', sa.String(length=40), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('company', sa.String(length=160), nullable=False),
    sa.Column('tax_number', sa.String(length=40), nullable=False),
    sa.Column('email_proved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout')),
    sa.UniqueConstraint('form_key', name=op.f('uq_checkout_form_key'))
    )
    op.create_table('letter',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('to', sa.String(length=254), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('key', name=op.f('uq_letter_key'))
    )
    op.create_table('refund',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('payable', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('state', sa.Enum('sent', 'arrived', 'denied', name='refundstate', native_enum=False, length=20), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('how', sa.String(length=120), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('said_by', sa.String(length=120), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_refund_amount_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund')),
    sa.UniqueConstraint('key', name=op.f('uq_refund_key'))
    )
    op.create_index(op.f('ix_refund_payable'), 'refund', ['payable'], unique=False)
    op.create_table('stock_move',
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('change', sa.Enum('hold', 'release', 'take', 'late_take', 'return', name='stockchange', native_enum=False, length=20), nullable=False),
    sa.Column('cause', sa.String(length=40), nullable=False),
    sa.Column('variant_id', sa.Uuid(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('line_id', 'change', 'cause', name=op.f('pk_stock_move'))
    )
    op.create_index(op.f('ix_stock_move_variant_id'), 'stock_move', ['variant_id'], unique=False)
    op.create_table('delivery_rule',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('delivery', sa.Enum('pickup', 'sent', 'to_be_told', name='delivery', native_enum=False, length=20), nullable=False),
    sa.Column('countries', sa.JSON(), nullable=False),
    sa.Column('price_amount', sa.BigInteger(), nullable=True),
    sa.Column('days_least', sa.Integer(), nullable=True),
    sa.Column('days_most', sa.Integer(), nullable=True),
    sa.Column('advance_bp', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_delivery_rule_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_rule')),
    sa.UniqueConstraint('group_id', 'position', name=op.f('uq_delivery_rule_group_id_position'))
    )
    op.create_index(op.f('ix_delivery_rule_group_id'), 'delivery_rule', ['group_id'], unique=False)
    op.create_table('group_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('affiliate_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('device', sa.String(length=80), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(group_id IS NULL) <> (affiliate_id IS NULL)', name=op.f('ck_group_key_of_a_group_or_an_affiliate')),
    sa.ForeignKeyConstraint(['affiliate_id'], ['affiliate.id'], name=op.f('fk_group_key_affiliate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_group_key_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_key'))
    )
    op.create_index(op.f('ix_group_key_affiliate_id'), 'group_key', ['affiliate_id'], unique=False)
    op.create_index(op.f('ix_group_key_group_id'), 'group_key', ['group_id'], unique=False)
    op.create_table('orders',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('checkout_id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('requested', 'offered', 'awaiting_payment', 'confirmed', 'shipped', 'completed', 'cancelled', name='orderstate', native_enum=False, length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('delivery', sa.Enum('pickup', 'sent', 'to_be_told', name='delivery', native_enum=False, length=20), nullable=False),
    sa.Column('delivery_amount', sa.BigInteger(), nullable=True),
    sa.Column('total_amount', sa.BigInteger(), nullable=True),
    sa.Column('due_first_amount', sa.BigInteger(), nullable=True),
    sa.Column('address', sa.JSON(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('ready_on', sa.Date(), nullable=True),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shipped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['checkout_id'], ['checkout.id'], name=op.f('fk_orders_checkout_id')),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_orders_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('number', name=op.f('uq_orders_number'))
    )
    op.create_index(op.f('ix_orders_checkout_id'), 'orders', ['checkout_id'], unique=False)
    op.create_index(op.f('ix_orders_expires_at'), 'orders', ['expires_at'], unique=False)
    op.create_index('ix_orders_group_state', 'orders', ['group_id', 'state'], unique=False)
    op.create_table('pay_instruction',
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('means', sa.Enum('mobile_money', 'bank_transfer', 'cash', 'card', name='means', native_enum=False, length=20), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('usable_from', sa.Enum('country', 'anywhere', name='usablefrom', native_enum=False, length=20), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_pay_instruction_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'means', 'currency', name=op.f('pk_pay_instruction'))
    )
    op.create_table('payment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('payable', sa.Uuid(), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('rail', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', 'captured', name='paymentstate', native_enum=False, length=20), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('captured_amount', sa.BigInteger(), nullable=False),
    sa.Column('means', sa.Enum('mobile_money', 'bank_transfer', 'cash', 'card', name='means', native_enum=False, length=20), nullable=True),
    sa.Column('said_by', sa.String(length=120), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_payment_amount_not_negative')),
    sa.ForeignKeyConstraint(['payee_id'], ['maker_group.id'], name=op.f('fk_payment_payee_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('key', name=op.f('uq_payment_key'))
    )
    op.create_index(op.f('ix_payment_payable'), 'payment', ['payable'], unique=False)
    op.create_index('uq_payment_open', 'payment', ['payable'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_table('kept_by_agreement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('said_by', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_kept_by_agreement_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_by_agreement')),
    sa.UniqueConstraint('order_id', name=op.f('uq_kept_by_agreement_order_id'))
    )
    op.create_table('order_event',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('start', sa.Enum('requested', 'offered', 'awaiting_payment', 'confirmed', 'shipped', 'completed', 'cancelled', name='orderstate', native_enum=False, length=20), nullable=True),
    sa.Column('end', sa.Enum('requested', 'offered', 'awaiting_payment', 'confirmed', 'shipped', 'completed', 'cancelled', name='orderstate', native_enum=False, length=20), nullable=False),
    sa.Column('by', sa.Enum('buyer', 'group', 'rail', 'clock', name='actorkind', native_enum=False, length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('because', sa.Enum('placed', 'noted', 'accepted', 'offered', 'agreed', 'agreed_by_phone', 'paid', 'sent', 'handed_over', 'received', 'no_complaint', 'withdrawn', 'declined', 'expired', 'called_off', 'together', 'paid_late', name='cause', native_enum=False, length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_event_order_id')),
    sa.PrimaryKeyConstraint('order_id', 'seq', name=op.f('pk_order_event'))
    )
    op.create_table('order_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Uuid(), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('sku', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('own_title', sa.String(length=120), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('unit_amount', sa.BigInteger(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_line_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line'))
    )
    op.create_index(op.f('ix_order_line_order_id'), 'order_line', ['order_id'], unique=False)
    op.create_index(op.f('ix_order_line_variant_id'), 'order_line', ['variant_id'], unique=False)
    op.create_table('parcel',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('tracking', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_parcel_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parcel'))
    )
    op.create_index(op.f('ix_parcel_order_id'), 'parcel', ['order_id'], unique=False)
    op.create_table('task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('refund_due', 'refund_denied', 'complaint', name='taskkind', native_enum=False, length=20), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_task_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    op.create_index('uq_task_open', 'task', ['order_id', 'kind'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('basket_line',
    sa.Column('basket_id', sa.Uuid(), nullable=False),
    sa.Column('variant_id', sa.Uuid(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['basket_id'], ['basket.id'], name=op.f('fk_basket_line_basket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['variant_id'], ['variant.id'], name=op.f('fk_basket_line_variant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('basket_id', 'variant_id', name=op.f('pk_basket_line'))
    )
    op.create_index(op.f('ix_basket_line_variant_id'), 'basket_line', ['variant_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_basket_line_variant_id'), table_name='basket_line')
    op.drop_table('basket_line')
    op.drop_index('uq_task_open', table_name='task', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_table('task')
    op.drop_index(op.f('ix_parcel_order_id'), table_name='parcel')
    op.drop_table('parcel')
    op.drop_index(op.f('ix_order_line_variant_id'), table_name='order_line')
    op.drop_index(op.f('ix_order_line_order_id'), table_name='order_line')
    op.drop_table('order_line')
    op.drop_table('order_event')
    op.drop_table('kept_by_agreement')
    op.drop_index('uq_payment_open', table_name='payment', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f('ix_payment_payable'), table_name='payment')
    op.drop_table('payment')
    op.drop_table('pay_instruction')
    op.drop_index('ix_orders_group_state', table_name='orders')
    op.drop_index(op.f('ix_orders_expires_at'), table_name='orders')
    op.drop_index(op.f('ix_orders_checkout_id'), table_name='orders')
    op.drop_table('orders')
    op.drop_index(op.f('ix_group_key_group_id'), table_name='group_key')
    op.drop_index(op.f('ix_group_key_affiliate_id'), table_name='group_key')
    op.drop_table('group_key')
    op.drop_index(op.f('ix_delivery_rule_group_id'), table_name='delivery_rule')
    op.drop_table('delivery_rule')
    op.drop_index(op.f('ix_stock_move_variant_id'), table_name='stock_move')
    op.drop_table('stock_move')
    op.drop_index(op.f('ix_refund_payable'), table_name='refund')
    op.drop_table('refund')
    op.drop_table('letter')
    op.drop_table('checkout')
    op.drop_table('capacity_use')
    op.drop_table('capacity_month')
    op.drop_index(op.f('ix_basket_touched_at'), table_name='basket')
    op.drop_table('basket')
