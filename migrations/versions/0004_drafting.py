"""Drafting: merging, conflicts, presence, comments, review rounds, limits, Word files sent out.

Every text that was there stays; sections that had one are being drafted.
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('handout',
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_handout_bid_id_bid')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_handout_contact_id_contact')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_handout_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handout')),
    sa.UniqueConstraint('key', name=op.f('uq_handout_key'))
    )
    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handout_bid_id'), ['bid_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handout_contact_id'), ['contact_id'], unique=False)

    op.create_table('review_round',
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['begun_by_id'], ['person.id'], name=op.f('fk_review_round_begun_by_id_person')),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_review_round_bid_id_bid')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_review_round_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_round')),
    sa.UniqueConstraint('bid_id', 'number', name=op.f('uq_review_round_bid_id_number'))
    )
    op.create_table('section_group',
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('limit_value', sa.Integer(), nullable=False),
    sa.Column('limit_kind', sa.Enum('words', 'characters', 'pages', 'items', 'none', name='limitkind', native_enum=False, length=40), nullable=False),
    sa.Column('limit_is_soft', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('limit_value > 0', name=op.f('ck_section_group_limit_is_positive')),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_section_group_bid_id_bid')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section_group')),
    sa.UniqueConstraint('bid_id', 'title', name=op.f('uq_section_group_bid_id_title'))
    )
    op.create_table('returned_file',
    sa.Column('handout_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=500), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('arrived_at', sa.DateTime(), nullable=False),
    sa.Column('brought_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['brought_by_id'], ['person.id'], name=op.f('fk_returned_file_brought_by_id_person')),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_returned_file_handout_id_handout')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_returned_file'))
    )
    with op.batch_alter_table('returned_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_returned_file_handout_id'), ['handout_id'], unique=False)

    op.create_table('comment_thread',
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('block_id', sa.String(length=32), nullable=True),
    sa.Column('starts_at', sa.Integer(), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('suggestion', sa.Text(), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('outcome', sa.Enum('resolved', 'accepted', 'declined', name='outcome', native_enum=False, length=40), nullable=True),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_comment_thread_made_by_id_person')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_comment_thread_section_id_section')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_comment_thread_settled_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_thread'))
    )
    with op.batch_alter_table('comment_thread', schema=None) as batch_op:
        batch_op.create_index('ix_comment_thread_section_id_settled_at', ['section_id', 'settled_at'], unique=False)

    op.create_table('conflict',
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('block_id', sa.String(length=32), nullable=False),
    sa.Column('base', sa.JSON(), nullable=False),
    sa.Column('theirs', sa.JSON(), nullable=False),
    sa.Column('mine', sa.JSON(), nullable=False),
    sa.Column('theirs_by_id', sa.Integer(), nullable=False),
    sa.Column('mine_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('settled_as', sa.Enum('theirs', 'mine', 'both', name='settlement', native_enum=False, length=40), nullable=True),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['mine_by_id'], ['person.id'], name=op.f('fk_conflict_mine_by_id_person')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_conflict_section_id_section')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_conflict_settled_by_id_person')),
    sa.ForeignKeyConstraint(['theirs_by_id'], ['person.id'], name=op.f('fk_conflict_theirs_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict'))
    )
    with op.batch_alter_table('conflict', schema=None) as batch_op:
        batch_op.create_index('ix_conflict_section_id_settled_at', ['section_id', 'settled_at'], unique=False)

    op.create_table('criterion_answer',
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('criterion', sa.String(length=500), nullable=False),
    sa.Column('block_id', sa.String(length=32), nullable=True),
    sa.Column('said_by_id', sa.Integer(), nullable=False),
    sa.Column('said_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['said_by_id'], ['person.id'], name=op.f('fk_criterion_answer_said_by_id_person')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_criterion_answer_section_id_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion_answer')),
    sa.UniqueConstraint('section_id', 'criterion', name=op.f('uq_criterion_answer_section_id_criterion'))
    )
    op.create_table('handout_section',
    sa.Column('handout_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_handout_section_handout_id_handout')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_handout_section_section_id_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handout_section')),
    sa.UniqueConstraint('handout_id', 'section_id', name=op.f('uq_handout_section_handout_id_section_id'))
    )
    with op.batch_alter_table('handout_section', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handout_section_section_id'), ['section_id'], unique=False)

    op.create_table('limit_override',
    sa.Column('section_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('limit_value', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('said_by_id', sa.Integer(), nullable=False),
    sa.Column('said_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(section_id IS NULL) <> (group_id IS NULL)', name=op.f('ck_limit_override_of_one_limit')),
    sa.ForeignKeyConstraint(['group_id'], ['section_group.id'], name=op.f('fk_limit_override_group_id_section_group')),
    sa.ForeignKeyConstraint(['said_by_id'], ['person.id'], name=op.f('fk_limit_override_said_by_id_person')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_limit_override_section_id_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_limit_override'))
    )
    with op.batch_alter_table('limit_override', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_limit_override_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_limit_override_section_id'), ['section_id'], unique=False)

    op.create_table('presence',
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('tab', sa.String(length=64), nullable=False),
    sa.Column('block_id', sa.String(length=32), nullable=True),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_presence_person_id_person')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_presence_section_id_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presence')),
    sa.UniqueConstraint('section_id', 'person_id', 'tab', name=op.f('uq_presence_section_id_person_id_tab'))
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_presence_seen_at'), ['seen_at'], unique=False)

    op.create_table('returned_section',
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('decision', sa.Enum('taken', 'left', 'unchanged', name='decision', native_enum=False, length=40), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_returned_section_decided_by_id_person')),
    sa.ForeignKeyConstraint(['file_id'], ['returned_file.id'], name=op.f('fk_returned_section_file_id_returned_file')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_returned_section_section_id_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_returned_section'))
    )
    with op.batch_alter_table('returned_section', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_returned_section_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_returned_section_section_id'), ['section_id'], unique=False)

    op.create_table('round_section',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['review_round.id'], name=op.f('fk_round_section_round_id_review_round')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_round_section_section_id_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_section')),
    sa.UniqueConstraint('round_id', 'section_id', name=op.f('uq_round_section_round_id_section_id'))
    )
    with op.batch_alter_table('round_section', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_section_section_id'), ['section_id'], unique=False)

    op.create_table('section_move',
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('from_state', sa.Enum('not started', 'drafting', 'in review', 'changes asked', 'done', 'locked', name='sectionstate', native_enum=False, length=40), nullable=False),
    sa.Column('to_state', sa.Enum('not started', 'drafting', 'in review', 'changes asked', 'done', 'locked', name='sectionstate', native_enum=False, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('moved_by_id', sa.Integer(), nullable=False),
    sa.Column('moved_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['moved_by_id'], ['person.id'], name=op.f('fk_section_move_moved_by_id_person')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_section_move_section_id_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section_move'))
    )
    with op.batch_alter_table('section_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_section_move_section_id'), ['section_id'], unique=False)

    op.create_table('comment',
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('spoken_by', sa.String(length=500), nullable=False),
    sa.Column('said_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_comment_by_id_person')),
    sa.ForeignKeyConstraint(['thread_id'], ['comment_thread.id'], name=op.f('fk_comment_thread_id_comment_thread')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_thread_id'), ['thread_id'], unique=False)

    op.create_table('comment_mention',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_mention_comment_id_comment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_comment_mention_person_id_person')),
    sa.PrimaryKeyConstraint('comment_id', 'person_id', name=op.f('pk_comment_mention'))
    )
    with op.batch_alter_table('section', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reviewer_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('deadline_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('notes', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('state', sa.Enum('not started', 'drafting', 'in review', 'changes asked', 'done', 'locked', name='sectionstate', native_enum=False, length=40), nullable=False, server_default='not started'))
        batch_op.add_column(sa.Column('state_since', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('question', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('criteria', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('limit_is_soft', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f('ix_section_deadline_id'), ['deadline_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_section_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_section_reviewer_id'), ['reviewer_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_section_group_id_section_group'), 'section_group', ['group_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_section_reviewer_id_person'), 'person', ['reviewer_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_section_deadline_id_deadline'), 'deadline', ['deadline_id'], ['id'])

    with op.batch_alter_table('section_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('saved', 'as typed', 'merged', 'restored', 'text block', 'suggestion', 'from Word', name='versionkind', native_enum=False, length=40), nullable=False, server_default='saved'))
        batch_op.add_column(sa.Column('based_on', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_aside', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('save_key', sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_section_version_section_id_save_key'), ['section_id', 'save_key'])

    with op.batch_alter_table('template_section', schema=None) as batch_op:
        batch_op.add_column(sa.Column('question', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('criteria', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('limit_is_soft', sa.Boolean(), nullable=False, server_default=sa.false()))

    op.execute("UPDATE section SET state = 'drafting', state_since = latest_at WHERE latest_number > 0")
    op.execute("UPDATE section_version SET based_on = number - 1")
    op.execute("UPDATE section_version SET kind = 'restored' WHERE note LIKE 'Brought back from version %'")
