"""Partners: contacts, people on a bid, the ledger, asking and answering, letters, sign-off.

What was there is kept. Partners who are asked are reminded by rules of their own.
"""

from datetime import time

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('position', sa.String(length=500), nullable=False),
    sa.Column('email', sa.String(length=500), nullable=False),
    sa.Column('folded_email', sa.String(length=500), nullable=False),
    sa.Column('phone', sa.String(length=500), nullable=False),
    sa.Column('may_sign', sa.Boolean(), nullable=False),
    sa.Column('known_from', sa.String(length=500), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_contact_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('organisation_id', 'folded_email', name=op.f('uq_contact_organisation_id_folded_email'))
    )
    op.create_table('sign_off_step',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=500), nullable=False),
    sa.Column('working_days', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('working_days >= 0', name=op.f('ck_sign_off_step_days_not_negative')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_sign_off_step_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_off_step'))
    )
    with op.batch_alter_table('sign_off_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_off_step_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('team_member',
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('project lead', 'project co-lead (UK)', 'project co-lead (international)', 'researcher co-lead', 'specialist', 'grant manager', 'professional enabling staff', 'research and innovation associate', 'technician', 'visiting researcher', 'fellow', 'doctoral student', name='teamrole', native_enum=False, length=40), nullable=False),
    sa.Column('is_named', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('email', sa.String(length=500), nullable=False),
    sa.Column('folded_email', sa.String(length=500), nullable=False),
    sa.Column('share_percent', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('share_percent IS NULL OR share_percent BETWEEN 0 AND 100', name=op.f('ck_team_member_share_of_full_time')),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_team_member_bid_id_bid')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_team_member_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_member'))
    )
    with op.batch_alter_table('team_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_member_bid_id'), ['bid_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_team_member_folded_email'), ['folded_email'], unique=False)
        batch_op.create_index('uq_team_member_project_lead', ['bid_id'], unique=True, sqlite_where=sa.text("role = 'project lead'"), postgresql_where=sa.text("role = 'project lead'"))

    op.create_table('ask',
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('from_ask_id', sa.Integer(), nullable=True),
    sa.Column('bid_deadline_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('last_sent_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_because', sa.String(length=500), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_deadline_id'], ['bid_deadline.id'], name=op.f('fk_ask_bid_deadline_id_bid_deadline')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_ask_contact_id_contact')),
    sa.ForeignKeyConstraint(['from_ask_id'], ['ask.id'], name=op.f('fk_ask_from_ask_id_ask')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_ask_made_by_id_person')),
    sa.ForeignKeyConstraint(['role_id'], ['partner_role.id'], name=op.f('fk_ask_role_id_partner_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask')),
    )
    with op.batch_alter_table('ask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ask_bid_deadline_id'), ['bid_deadline_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ask_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('uq_ask_live', ['role_id', 'contact_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('contribution',
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'asked', 'opened', 'confirmed', 'change proposed', 'declined', 're-opened', 'withdrawn', 'expired', name='linestate', native_enum=False, length=40), nullable=False),
    sa.Column('state_since', sa.DateTime(), nullable=False),
    sa.Column('standing_number', sa.Integer(), nullable=False),
    sa.Column('proposed_number', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['role_id'], ['partner_role.id'], name=op.f('fk_contribution_role_id_partner_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution'))
    )
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contribution_role_id'), ['role_id'], unique=False)

    op.create_table('letter',
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.Column('file_digest', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=500), nullable=False),
    sa.Column('media_type', sa.String(length=500), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('ledger_pence', sa.BigInteger(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('received_by_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('received', 'accepted', 'sent back', name='letterstate', native_enum=False, length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_letter_contact_id_contact')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_letter_decided_by_id_person')),
    sa.ForeignKeyConstraint(['received_by_id'], ['person.id'], name=op.f('fk_letter_received_by_id_person')),
    sa.ForeignKeyConstraint(['role_id'], ['partner_role.id'], name=op.f('fk_letter_role_id_partner_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_role_id'), ['role_id'], unique=False)

    op.create_table('role_contact',
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_role_contact_contact_id_contact')),
    sa.ForeignKeyConstraint(['role_id'], ['partner_role.id'], name=op.f('fk_role_contact_role_id_partner_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_contact')),
    sa.UniqueConstraint('role_id', 'contact_id', name=op.f('uq_role_contact_role_id_contact_id'))
    )
    with op.batch_alter_table('role_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_contact_contact_id'), ['contact_id'], unique=False)

    op.create_table('sign_off',
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=500), nullable=False),
    sa.Column('working_days', sa.Integer(), nullable=False),
    sa.Column('reached_at', sa.DateTime(), nullable=True),
    sa.Column('passed_at', sa.DateTime(), nullable=True),
    sa.Column('told_by', sa.String(length=500), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('working_days >= 0', name=op.f('ck_sign_off_days_not_negative')),
    sa.ForeignKeyConstraint(['role_id'], ['partner_role.id'], name=op.f('fk_sign_off_role_id_partner_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_off')),
    sa.UniqueConstraint('role_id', 'position', name=op.f('uq_sign_off_role_id_position'))
    )
    op.create_table('access_code',
    sa.Column('ask_id', sa.Integer(), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.Column('proof_digest', sa.String(length=64), nullable=True),
    sa.Column('proof_ends_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ask_id'], ['ask.id'], name=op.f('fk_access_code_ask_id_ask')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_code')),
    sa.UniqueConstraint('proof_digest', name=op.f('uq_access_code_proof_digest'))
    )
    with op.batch_alter_table('access_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_code_ask_id'), ['ask_id'], unique=False)

    op.create_table('answer',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reply', sa.Enum('confirmed', 'change proposed', 'declined', name='reply', native_enum=False, length=40), nullable=False),
    sa.Column('means', sa.Enum('on the partner’s page', 'recorded by phone', name='means', native_enum=False, length=40), nullable=False),
    sa.Column('shown', sa.Text(), nullable=False),
    sa.Column('shown_digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('position', sa.String(length=500), nullable=False),
    sa.Column('authority', sa.String(length=500), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('challenged_at', sa.DateTime(), nullable=True),
    sa.Column('challenged_by_id', sa.Integer(), nullable=True),
    sa.Column('challenge_note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['challenged_by_id'], ['person.id'], name=op.f('fk_answer_challenged_by_id_person')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_answer_contact_id_contact')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_answer_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['person.id'], name=op.f('fk_answer_recorded_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer'))
    )
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_answer_contribution', ['contribution_id', 'number'], unique=False)

    op.create_table('ask_key',
    sa.Column('ask_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('sent_to', sa.String(length=500), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ask_id'], ['ask.id'], name=op.f('fk_ask_key_ask_id_ask')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask_key')),
    sa.UniqueConstraint('digest', name=op.f('uq_ask_key_digest'))
    )
    with op.batch_alter_table('ask_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ask_key_ask_id'), ['ask_id'], unique=False)

    op.create_table('asked_line',
    sa.Column('ask_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('first_number', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ask_id'], ['ask.id'], name=op.f('fk_asked_line_ask_id_ask')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_asked_line_contribution_id_contribution')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asked_line')),
    sa.UniqueConstraint('ask_id', 'contribution_id', name=op.f('uq_asked_line_ask_id_contribution_id'))
    )
    with op.batch_alter_table('asked_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asked_line_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('contribution_revision',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('form', sa.Enum('cash', 'in kind', name='form', native_enum=False, length=40), nullable=False),
    sa.Column('thing', sa.Enum('staff hours', 'data access', 'rooms', 'equipment', 'expertise', 'something else', name='thing', native_enum=False, length=40), nullable=True),
    sa.Column('quantity', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('unit', sa.String(length=500), nullable=False),
    sa.Column('rate_pence', sa.BigInteger(), nullable=True),
    sa.Column('rate_source', sa.String(length=500), nullable=False),
    sa.Column('rate_year', sa.String(length=500), nullable=False),
    sa.Column('value_pence', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on', name=op.f('ck_contribution_revision_ends_after_it_starts')),
    sa.CheckConstraint('quantity IS NULL OR quantity >= 0', name=op.f('ck_contribution_revision_quantity_not_negative')),
    sa.CheckConstraint('rate_pence IS NULL OR rate_pence >= 0', name=op.f('ck_contribution_revision_rate_not_negative')),
    sa.CheckConstraint('value_pence >= 0', name=op.f('ck_contribution_revision_value_not_negative')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contribution_revision_contact_id_contact')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_contribution_revision_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_contribution_revision_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution_revision')),
    sa.UniqueConstraint('contribution_id', 'number', name=op.f('uq_contribution_revision_contribution_id_number'))
    )
    op.create_table('line_move',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('from_state', sa.Enum('draft', 'asked', 'opened', 'confirmed', 'change proposed', 'declined', 're-opened', 'withdrawn', 'expired', name='linestate', native_enum=False, length=40), nullable=True),
    sa.Column('to_state', sa.Enum('draft', 'asked', 'opened', 'confirmed', 'change proposed', 'declined', 're-opened', 'withdrawn', 'expired', name='linestate', native_enum=False, length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('who', sa.String(length=500), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_line_move_by_id_person')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_line_move_contact_id_contact')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_line_move_contribution_id_contribution')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line_move'))
    )
    with op.batch_alter_table('line_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_line_move_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('question',
    sa.Column('ask_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_question_answered_by_id_person')),
    sa.ForeignKeyConstraint(['ask_id'], ['ask.id'], name=op.f('fk_question_ask_id_ask')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_ask_id'), ['ask_id'], unique=False)

    op.create_table('sending',
    sa.Column('ask_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('asked', 'chased', 'reminded', 'handed over', 'new link', 'replied', 'copy of the answer', name='sendingkind', native_enum=False, length=40), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ask_id'], ['ask.id'], name=op.f('fk_sending_ask_id_ask')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_sending_by_id_person')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_sending_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sending'))
    )
    with op.batch_alter_table('sending', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sending_ask_id'), ['ask_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sending_message_id'), ['message_id'], unique=False)

    with op.batch_alter_table('bid', schema=None) as batch_op:
        batch_op.add_column(sa.Column('marking', sa.Enum('none', 'OFFICIAL', 'OFFICIAL-SENSITIVE', name='marking', native_enum=False, length=40), nullable=False, server_default='none'))
        batch_op.add_column(sa.Column('starts_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('ends_on', sa.Date(), nullable=True))

    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.add_column(sa.Column('letter_max_pages', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('letter_max_age_months', sa.Integer(), nullable=True))

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('secret', sa.String(length=500), nullable=True))

    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('most_asks_a_quarter', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('letterhead_digest', sa.String(length=64), nullable=True))

    with op.batch_alter_table('partner_role', schema=None) as batch_op:
        batch_op.add_column(sa.Column('summary', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('consortium_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('contact_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_partner_role_contact_id_contact'), 'contact', ['contact_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_partner_role_consortium_id_organisation'), 'organisation', ['consortium_id'], ['id'])

    add_rules()


def add_rules() -> None:
    """Who is asked hears again five and two working days before, and at the moment itself."""
    rules = sa.table(
        "reminder_rule",
        *(sa.column(name, sa.String) for name in ("kind", "unit", "audience", "channel")),
        *(sa.column(name, sa.String) for name in ("urgency", "condition", "on_doubt")),
        sa.column("amount", sa.Integer),
        sa.column("local_time", sa.Time),
        sa.column("is_on", sa.Boolean),
    )
    when = [("working days before", 5), ("working days before", 2), ("at the moment itself", 0)]
    op.bulk_insert(
        rules,
        [
            {
                "kind": "partner", "unit": unit, "amount": amount, "condition": "always",
                "audience": "the partner who is asked", "channel": "mail", "urgency": "normal",
                "on_doubt": "send again", "local_time": time(9), "is_on": True,
            }
            for unit, amount in when
        ],
    )
