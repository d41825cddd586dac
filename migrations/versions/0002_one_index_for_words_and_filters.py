"""one index for words and filters

Why: search that forgives, counts that are true, lists that stay quick at a million products (decision 0009).
Previous release: it neither reads nor writes these tables, and keeps its own `product_words`, which a later release
drops. What it changes meanwhile is listed when `bazaar migrate` of this release runs again.
Size: the new tables are empty here; `bazaar migrate` fills them, about 0.2 ms a product.

Plain SQL and Alembic operations only, never code of the app: this file must mean the same in five years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

KINDS = (
    'region', 'country', 'affiliate', 'group', 'craft', 'material', 'ready', 'rail', 'wholesale', 'band', 'concept',
    'word', 'piece',
)


def kind() -> sa.Enum:
    return sa.Enum(*KINDS, name='termkind', native_enum=False, length=20)


def word() -> sa.String:
    return sa.String(length=80).with_variant(sa.String(length=80, collation='C'), 'postgresql')


def upgrade() -> None:
    op.execute(
        'INSERT INTO catalogue_revision (id, number) '
        'SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision WHERE id = 1)'
    )
    op.create_table('asked_as',
    sa.Column('kind', kind(), nullable=False),
    sa.Column('value', sa.String(length=80), nullable=False),
    sa.Column('word', sa.String(length=80), nullable=False),
    sa.Column('asks', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'value', 'word', name=op.f('pk_asked_as'))
    )
    op.create_table('term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', kind(), nullable=False),
    sa.Column('value', word(), nullable=False),
    sa.Column('listed', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term'))
    )
    op.create_index('uq_term_kind_value', 'term', ['kind', 'value'], unique=True)
    op.create_table('posting',
    sa.Column('term_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('stamp', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('weight', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_posting_term_id')),
    sa.PrimaryKeyConstraint('term_id', 'stamp', name=op.f('pk_posting')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_posting_weight', 'posting', ['term_id', 'weight', 'stamp'], unique=False)
    op.create_table('term_name',
    sa.Column('word_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('term_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('weight', sa.SmallInteger(), nullable=False),
    sa.Column('asks', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_term_name_term_id')),
    sa.ForeignKeyConstraint(['word_id'], ['term.id'], name=op.f('fk_term_name_word_id')),
    sa.PrimaryKeyConstraint('word_id', 'term_id', name=op.f('pk_term_name')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_term_name_term_id'), 'term_name', ['term_id'], unique=False)
    op.create_table('term_pair',
    sa.Column('place_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('craft_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('listed', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['craft_id'], ['term.id'], name=op.f('fk_term_pair_craft_id')),
    sa.ForeignKeyConstraint(['place_id'], ['term.id'], name=op.f('fk_term_pair_place_id')),
    sa.PrimaryKeyConstraint('place_id', 'craft_id', name=op.f('pk_term_pair')),
    sqlite_with_rowid=False
    )
    op.create_table('word_key',
    sa.Column('key', word(), nullable=False),
    sa.Column('word_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['word_id'], ['term.id'], name=op.f('fk_word_key_word_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', 'word_id', name=op.f('pk_word_key')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_word_key_word_id'), 'word_key', ['word_id'], unique=False)
    op.create_table('listing',
    sa.Column('stamp', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('price_rank', sa.BigInteger(), nullable=False),
    sa.Column('face', sa.String(length=16), nullable=False),
    sa.Column('facets', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_listing_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stamp', name=op.f('pk_listing')),
    sa.UniqueConstraint('product_id', name=op.f('uq_listing_product_id'))
    )
    op.create_index('ix_listing_price_rank', 'listing', ['price_rank', 'stamp'], unique=False)


def downgrade() -> None:
    for table in ('listing', 'word_key', 'term_pair', 'term_name', 'posting', 'term', 'asked_as'):
        op.drop_table(table)
