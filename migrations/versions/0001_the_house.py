"""the house

Why: the first tables: the network, its catalogue, photographs, rates, and what the jobs need.
Previous release: there is none.
Size: all tables are empty.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('catalogue_revision',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_revision'))
    )
    op.create_table('craft',
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('parent_slug', sa.String(length=60), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['parent_slug'], ['craft.slug'], name=op.f('fk_craft_parent_slug')),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_craft'))
    )
    with op.batch_alter_table('craft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_craft_parent_slug'), ['parent_slug'], unique=False)

    op.create_table('figure',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('as_of', sa.String(length=10), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'as_of', name=op.f('pk_figure'))
    )
    op.create_table('material',
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('parent_slug', sa.String(length=60), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['parent_slug'], ['material.slug'], name=op.f('fk_material_parent_slug')),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_material'))
    )
    with op.batch_alter_table('material', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_material_parent_slug'), ['parent_slug'], unique=False)

    op.create_table('photo',
    sa.Column('id', sa.String(length=12), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('colour', sa.String(length=16), nullable=False),
    sa.Column('seed_id', sa.String(length=80), nullable=True),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.Column('ready', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photo')),
    sa.UniqueConstraint('seed_id', name=op.f('uq_photo_seed_id'))
    )
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_photo_digest'), ['digest'], unique=False)

    op.create_table('rate',
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('per_eur', sa.Numeric(precision=18, scale=6), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('currency', 'as_of', name=op.f('pk_rate'))
    )
    op.create_table('region',
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_region'))
    )
    op.create_table('seed_state',
    sa.Column('part', sa.String(length=20), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('part', name=op.f('pk_seed_state'))
    )
    op.create_table('worker_beat',
    sa.Column('executor', sa.String(length=80), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('executor', name=op.f('pk_worker_beat'))
    )
    op.create_table('country',
    sa.Column('code', sa.String(length=2), nullable=False),
    sa.Column('region_slug', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['region_slug'], ['region.slug'], name=op.f('fk_country_region_slug')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_country'))
    )
    with op.batch_alter_table('country', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_country_region_slug'), ['region_slug'], unique=False)

    op.create_table('craft_text',
    sa.Column('craft_slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['craft_slug'], ['craft.slug'], name=op.f('fk_craft_text_craft_slug'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('craft_slug', 'lang', name=op.f('pk_craft_text'))
    )
    op.create_table('craft_word',
    sa.Column('craft_slug', sa.String(length=60), nullable=False),
    sa.Column('word', sa.String(length=80), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['craft_slug'], ['craft.slug'], name=op.f('fk_craft_word_craft_slug'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('craft_slug', 'word', name=op.f('pk_craft_word'))
    )
    op.create_table('material_text',
    sa.Column('material_slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['material_slug'], ['material.slug'], name=op.f('fk_material_text_material_slug'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('material_slug', 'lang', name=op.f('pk_material_text'))
    )
    op.create_table('photo_text',
    sa.Column('photo_id', sa.String(length=12), nullable=False),
    sa.Column('alt', sa.String(length=300), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['photo_id'], ['photo.id'], name=op.f('fk_photo_text_photo_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('photo_id', 'lang', name=op.f('pk_photo_text'))
    )
    op.create_table('region_text',
    sa.Column('region_slug', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['region_slug'], ['region.slug'], name=op.f('fk_region_text_region_slug'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('region_slug', 'lang', name=op.f('pk_region_text'))
    )
    op.create_table('affiliate',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('region_slug', sa.String(length=40), nullable=False),
    sa.Column('country_code', sa.String(length=2), nullable=True),
    sa.Column('joined', sa.String(length=10), nullable=True),
    sa.Column('website', sa.String(length=300), nullable=True),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['country_code'], ['country.code'], name=op.f('fk_affiliate_country_code')),
    sa.ForeignKeyConstraint(['region_slug'], ['region.slug'], name=op.f('fk_affiliate_region_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_affiliate')),
    sa.UniqueConstraint('slug', name=op.f('uq_affiliate_slug'))
    )
    with op.batch_alter_table('affiliate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_affiliate_country_code'), ['country_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_affiliate_region_slug'), ['region_slug'], unique=False)

    op.create_table('country_text',
    sa.Column('country_code', sa.String(length=2), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['country_code'], ['country.code'], name=op.f('fk_country_text_country_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('country_code', 'lang', name=op.f('pk_country_text'))
    )
    op.create_table('affiliate_text',
    sa.Column('affiliate_id', sa.Uuid(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['affiliate_id'], ['affiliate.id'], name=op.f('fk_affiliate_text_affiliate_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('affiliate_id', 'lang', name=op.f('pk_affiliate_text'))
    )
    op.create_table('maker_group',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('affiliate_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('country_code', sa.String(length=2), nullable=False),
    sa.Column('district', sa.String(length=120), nullable=False),
    sa.Column('timezone', sa.String(length=40), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('founded', sa.Integer(), nullable=True),
    sa.Column('makers', sa.Integer(), nullable=True),
    sa.Column('capacity_per_month', sa.Integer(), nullable=True),
    sa.Column('answers_within_hours', sa.Integer(), nullable=True),
    sa.Column('photo_id', sa.String(length=12), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['affiliate_id'], ['affiliate.id'], name=op.f('fk_maker_group_affiliate_id')),
    sa.ForeignKeyConstraint(['country_code'], ['country.code'], name=op.f('fk_maker_group_country_code')),
    sa.ForeignKeyConstraint(['photo_id'], ['photo.id'], name=op.f('fk_maker_group_photo_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_maker_group')),
    sa.UniqueConstraint('slug', name=op.f('uq_maker_group_slug'))
    )
    with op.batch_alter_table('maker_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_maker_group_affiliate_id'), ['affiliate_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_maker_group_country_code'), ['country_code'], unique=False)

    op.create_table('channel',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('whatsapp', 'phone', 'email', 'web_shop', 'social', 'visit', name='channelkind', native_enum=False, length=20), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('calls', sa.Boolean(), nullable=False),
    sa.Column('texts', sa.Boolean(), nullable=False),
    sa.Column('show_street', sa.Boolean(), nullable=False),
    sa.Column('days', sa.String(length=28), nullable=False),
    sa.Column('opens', sa.Time(), nullable=True),
    sa.Column('closes', sa.Time(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_channel_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel'))
    )
    with op.batch_alter_table('channel', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_channel_group_id'), ['group_id'], unique=False)

    op.create_table('group_rail',
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('means', sa.Enum('mobile_money', 'bank_transfer', 'cash', 'card', name='means', native_enum=False, length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('usable_from', sa.Enum('country', 'anywhere', name='usablefrom', native_enum=False, length=20), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_group_rail_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'means', name=op.f('pk_group_rail'))
    )
    op.create_table('group_text',
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('summary', sa.String(length=300), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_group_text_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'lang', name=op.f('pk_group_text'))
    )
    op.create_table('notify_address',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('affiliate_id', sa.Uuid(), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['affiliate_id'], ['affiliate.id'], name=op.f('fk_notify_address_affiliate_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_notify_address_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notify_address')),
    sa.UniqueConstraint('affiliate_id', name=op.f('uq_notify_address_affiliate_id')),
    sa.UniqueConstraint('group_id', name=op.f('uq_notify_address_group_id'))
    )
    op.create_table('product',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('craft_slug', sa.String(length=60), nullable=False),
    sa.Column('local_word', sa.String(length=80), nullable=False),
    sa.Column('local_word_lang', sa.String(length=35), nullable=False),
    sa.Column('length_mm', sa.Integer(), nullable=True),
    sa.Column('width_mm', sa.Integer(), nullable=True),
    sa.Column('height_mm', sa.Integer(), nullable=True),
    sa.Column('weight_grams', sa.Integer(), nullable=True),
    sa.Column('work_minutes', sa.Integer(), nullable=True),
    sa.Column('said_by', sa.Enum('group', 'affiliate', name='said', native_enum=False, length=20), nullable=True),
    sa.Column('said_on', sa.Date(), nullable=True),
    sa.Column('own_shop_url', sa.String(length=300), nullable=True),
    sa.Column('price_rank', sa.BigInteger(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['craft_slug'], ['craft.slug'], name=op.f('fk_product_craft_slug')),
    sa.ForeignKeyConstraint(['group_id'], ['maker_group.id'], name=op.f('fk_product_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('code', name=op.f('uq_product_code')),
    sa.UniqueConstraint('slug', name=op.f('uq_product_slug'))
    )
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_craft_slug'), ['craft_slug'], unique=False)
        batch_op.create_index(batch_op.f('ix_product_group_id'), ['group_id'], unique=False)
        batch_op.create_index('ix_product_newest', ['published_at', 'id'], unique=False)
        batch_op.create_index('ix_product_price', ['price_rank', 'id'], unique=False)

    op.create_table('capacity',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('pieces_per_month', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_capacity_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', name=op.f('pk_capacity'))
    )
    op.create_table('consent',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('channel_id', sa.Uuid(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_consent_channel_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_channel_id'), ['channel_id'], unique=False)

    op.create_table('money_share',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('share_of', sa.Enum('maker', 'materials', 'group_fund', 'dyeing', 'transport', 'tax', name='shareof', native_enum=False, length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('share_bp', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_money_share_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', 'share_of', name=op.f('pk_money_share'))
    )
    op.create_table('product_material',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('material_slug', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['material_slug'], ['material.slug'], name=op.f('fk_product_material_material_slug')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_material_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', 'material_slug', name=op.f('pk_product_material'))
    )
    with op.batch_alter_table('product_material', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_material_material_slug'), ['material_slug'], unique=False)

    op.create_table('product_photo',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('photo_id', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['photo_id'], ['photo.id'], name=op.f('fk_product_photo_photo_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_photo_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', 'position', name=op.f('pk_product_photo'))
    )
    with op.batch_alter_table('product_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_photo_photo_id'), ['photo_id'], unique=False)

    op.create_table('product_text',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_text_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', 'lang', name=op.f('pk_product_text'))
    )
    op.create_table('product_words',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_words_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', name=op.f('pk_product_words'))
    )
    op.create_table('shelf_place',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_shelf_place_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', name=op.f('pk_shelf_place'))
    )
    op.create_table('variant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('sku', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.Enum('counted', 'one_of_a_kind', 'made_to_order', name='stockkind', native_enum=False, length=20), nullable=False),
    sa.Column('price_amount', sa.BigInteger(), nullable=True),
    sa.Column('price_currency', sa.String(length=3), nullable=False),
    sa.Column('lead_days', sa.Integer(), nullable=False),
    sa.Column('available', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_variant_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_variant')),
    sa.UniqueConstraint('sku', name=op.f('uq_variant_sku'))
    )
    with op.batch_alter_table('variant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_variant_product_id'), ['product_id'], unique=False)

    op.create_table('price_step',
    sa.Column('variant_id', sa.Uuid(), nullable=False),
    sa.Column('from_quantity', sa.Integer(), nullable=False),
    sa.Column('price_amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['variant_id'], ['variant.id'], name=op.f('fk_price_step_variant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('variant_id', 'from_quantity', name=op.f('pk_price_step'))
    )
    op.create_table('stock',
    sa.Column('variant_id', sa.Uuid(), nullable=False),
    sa.Column('on_hand', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.CheckConstraint('held >= 0 AND held <= on_hand', name=op.f('ck_stock_held_within_on_hand')),
    sa.ForeignKeyConstraint(['variant_id'], ['variant.id'], name=op.f('fk_stock_variant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('variant_id', name=op.f('pk_stock'))
    )
    op.create_table('variant_text',
    sa.Column('variant_id', sa.Uuid(), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('lang', sa.String(length=35), nullable=False),
    sa.Column('standing', sa.Enum('original', 'checked', 'draft', name='standing', native_enum=False), nullable=False),
    sa.ForeignKeyConstraint(['variant_id'], ['variant.id'], name=op.f('fk_variant_text_variant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('variant_id', 'lang', name=op.f('pk_variant_text'))
    )


def downgrade() -> None:
    op.drop_table('variant_text')
    op.drop_table('stock')
    op.drop_table('price_step')
    with op.batch_alter_table('variant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_variant_product_id'))

    op.drop_table('variant')
    op.drop_table('shelf_place')
    op.drop_table('product_words')
    op.drop_table('product_text')
    with op.batch_alter_table('product_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_photo_photo_id'))

    op.drop_table('product_photo')
    with op.batch_alter_table('product_material', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_material_material_slug'))

    op.drop_table('product_material')
    op.drop_table('money_share')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_channel_id'))

    op.drop_table('consent')
    op.drop_table('capacity')
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.drop_index('ix_product_price')
        batch_op.drop_index('ix_product_newest')
        batch_op.drop_index(batch_op.f('ix_product_group_id'))
        batch_op.drop_index(batch_op.f('ix_product_craft_slug'))

    op.drop_table('product')
    op.drop_table('notify_address')
    op.drop_table('group_text')
    op.drop_table('group_rail')
    with op.batch_alter_table('channel', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_channel_group_id'))

    op.drop_table('channel')
    with op.batch_alter_table('maker_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_maker_group_country_code'))
        batch_op.drop_index(batch_op.f('ix_maker_group_affiliate_id'))

    op.drop_table('maker_group')
    op.drop_table('affiliate_text')
    op.drop_table('country_text')
    with op.batch_alter_table('affiliate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_affiliate_region_slug'))
        batch_op.drop_index(batch_op.f('ix_affiliate_country_code'))

    op.drop_table('affiliate')
    op.drop_table('region_text')
    op.drop_table('photo_text')
    op.drop_table('material_text')
    op.drop_table('craft_word')
    op.drop_table('craft_text')
    with op.batch_alter_table('country', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_country_region_slug'))

    op.drop_table('country')
    op.drop_table('worker_beat')
    op.drop_table('seed_state')
    op.drop_table('region')
    op.drop_table('rate')
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_photo_digest'))

    op.drop_table('photo')
    with op.batch_alter_table('material', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_material_parent_slug'))

    op.drop_table('material')
    op.drop_table('figure')
    with op.batch_alter_table('craft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_craft_parent_slug'))

    op.drop_table('craft')
    op.drop_table('catalogue_revision')
