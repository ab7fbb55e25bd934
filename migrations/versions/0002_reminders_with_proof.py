"""Deadlines of kinds, plans, rules of reminding, evidence of every attempt, calendars.

What was there is kept: deadlines get their kind from their stage, and every reminder written down
before gets the rule that says the same.
"""

from datetime import time

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('channel_fault',
    sa.Column('channel', sa.Enum('mail', 'Microsoft Teams', name='channel', native_enum=False, length=40), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('probe_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_fault')),
    sa.UniqueConstraint('channel', name=op.f('uq_channel_fault_channel'))
    )
    op.create_table('plan_template',
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('notes', sa.String(length=500), nullable=False),
    sa.Column('is_usual', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_template')),
    sa.UniqueConstraint('name', name=op.f('uq_plan_template_name'))
    )
    op.create_table('reminder_service',
    sa.Column('planned_until', sa.DateTime(), nullable=True),
    sa.Column('calendar_version', sa.String(length=500), nullable=False),
    sa.Column('silent_from', sa.DateTime(), nullable=True),
    sa.Column('silent_until', sa.DateTime(), nullable=True),
    sa.Column('paused_at', sa.DateTime(), nullable=True),
    sa.Column('paused_because', sa.String(length=500), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_service'))
    )
    op.create_table('absence',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('until_on >= from_on', name=op.f('ck_absence_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id'], name=op.f('fk_absence_deputy_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_person_id'), ['person_id'], unique=False)

    op.create_table('attempt',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('lease', sa.Integer(), nullable=False),
    sa.Column('sender', sa.String(length=500), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', sa.Enum('accepted', 'not now', 'refused', 'our side', 'in doubt', name='outcome', native_enum=False, length=40), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_attempt_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_message_id'), ['message_id'], unique=False)

    op.create_table('closure',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_closure_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closure_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closure'))
    )
    with op.batch_alter_table('closure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_closure_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('mute',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('funder close', 'stage', 'internal', 'partner', name='deadlinekind', native_enum=False, length=40), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mute_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mute')),
    sa.UniqueConstraint('person_id', 'kind', name=op.f('uq_mute_person_id_kind'))
    )
    op.create_table('plan_step',
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=500), nullable=False),
    sa.Column('lead_working_days', sa.Integer(), nullable=False),
    sa.Column('before_id', sa.Integer(), nullable=True),
    sa.Column('owner_role', sa.Enum('whoever looks after the bid', 'the writers of its sections', 'a coordinator', name='ownerrole', native_enum=False, length=40), nullable=False),
    sa.Column('place', sa.Enum('the lead organisation', 'each partner', name='place', native_enum=False, length=40), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('lead_working_days >= 0', name=op.f('ck_plan_step_lead_not_negative')),
    sa.ForeignKeyConstraint(['before_id'], ['plan_step.id'], name=op.f('fk_plan_step_before_id_plan_step')),
    sa.ForeignKeyConstraint(['template_id'], ['plan_template.id'], name=op.f('fk_plan_step_template_id_plan_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_step'))
    )
    with op.batch_alter_table('plan_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_step_template_id'), ['template_id'], unique=False)

    op.create_table('quiet_span',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('send_by', sa.DateTime(), nullable=False),
    sa.Column('begins_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_quiet_span_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiet_span')),
    sa.UniqueConstraint('person_id', 'begins_at', name=op.f('uq_quiet_span_person_id_begins_at'))
    )
    op.create_table('reminder_preference',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Enum('each as it comes', 'one mail a day', 'one mail a week', name='digest', native_enum=False, length=40), nullable=False),
    sa.Column('digest_at', sa.Time(), nullable=False),
    sa.Column('digest_weekday', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(length=500), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reminder_preference_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_preference')),
    sa.UniqueConstraint('person_id', name=op.f('uq_reminder_preference_person_id'))
    )
    op.create_table('acknowledgement',
    sa.Column('deadline_id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('occurrence', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_acknowledgement_bid_id_bid')),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_acknowledgement_deadline_id_deadline')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_acknowledgement_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_acknowledgement')),
    sa.UniqueConstraint('deadline_id', 'bid_id', 'occurrence', 'person_id', name=op.f('uq_acknowledgement_deadline_id_bid_id_occurrence_person_id'))
    )
    op.create_table('bid_channel',
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_bid_channel_bid_id_bid')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_channel')),
    sa.UniqueConstraint('bid_id', name=op.f('uq_bid_channel_bid_id'))
    )
    op.create_table('bid_deadline',
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('deadline_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('open', 'met', 'missed', 'withdrawn', name='deadlinestatus', native_enum=False, length=40), nullable=False),
    sa.Column('status_since', sa.DateTime(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('is_for_writers', sa.Boolean(), nullable=False),
    sa.Column('reckoned_from_id', sa.Integer(), nullable=True),
    sa.Column('lead_working_days', sa.Integer(), nullable=True),
    sa.Column('is_pinned', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_bid_deadline_bid_id_bid')),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_bid_deadline_deadline_id_deadline')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_bid_deadline_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_bid_deadline_owner_id_person')),
    sa.ForeignKeyConstraint(['reckoned_from_id'], ['deadline.id'], name=op.f('fk_bid_deadline_reckoned_from_id_deadline')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_deadline')),
    sa.UniqueConstraint('bid_id', 'deadline_id', name=op.f('uq_bid_deadline_bid_id_deadline_id'))
    )
    with op.batch_alter_table('bid_deadline', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bid_deadline_deadline_id'), ['deadline_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bid_deadline_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bid_deadline_reckoned_from_id'), ['reckoned_from_id'], unique=False)

    op.create_table('calendar_feed',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=True),
    sa.Column('label', sa.String(length=500), nullable=False),
    sa.Column('key_digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('last_read_on', sa.DateTime(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_calendar_feed_bid_id_bid')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('key_digest', name=op.f('uq_calendar_feed_key_digest'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_person_id'), ['person_id'], unique=False)

    op.create_table('deadline_change',
    sa.Column('deadline_id', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('occurrence', sa.Integer(), nullable=False),
    sa.Column('fact', sa.String(length=500), nullable=False),
    sa.Column('old', sa.String(length=500), nullable=False),
    sa.Column('new', sa.String(length=500), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_deadline_change_by_id_person')),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_deadline_change_deadline_id_deadline')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadline_change'))
    )
    with op.batch_alter_table('deadline_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deadline_change_deadline_id'), ['deadline_id'], unique=False)

    op.create_table('reminder_rule',
    sa.Column('kind', sa.Enum('funder close', 'stage', 'internal', 'partner', name='deadlinekind', native_enum=False, length=40), nullable=False),
    sa.Column('deadline_id', sa.Integer(), nullable=True),
    sa.Column('unit', sa.Enum('working days before', 'days before', 'hours before', 'at the moment itself', 'as soon as it is moved', name='unit', native_enum=False, length=40), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('local_time', sa.Time(), nullable=False),
    sa.Column('audience', sa.Enum('whoever looks after it', 'everybody else it concerns', 'the coordinators', name='audience', native_enum=False, length=40), nullable=False),
    sa.Column('channel', sa.Enum('mail', 'Microsoft Teams', name='channel', native_enum=False, length=40), nullable=False),
    sa.Column('urgency', sa.Enum('normal', 'urgent', name='urgency', native_enum=False, length=40), nullable=False),
    sa.Column('condition', sa.Enum('always', 'unless somebody has it', 'unless their part is done', name='condition', native_enum=False, length=40), nullable=False),
    sa.Column('on_doubt', sa.Enum('send again', 'hold for a person', name='ondoubt', native_enum=False, length=40), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_reminder_rule_amount_not_negative')),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_reminder_rule_deadline_id_deadline')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_rule'))
    )
    with op.batch_alter_table('reminder_rule', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_rule_deadline_id'), ['deadline_id'], unique=False)

    op.create_table('snooze',
    sa.Column('deadline_id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_snooze_bid_id_bid')),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_snooze_deadline_id_deadline')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_snooze_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snooze')),
    sa.UniqueConstraint('deadline_id', 'bid_id', 'person_id', name=op.f('uq_snooze_deadline_id_bid_id_person_id'))
    )
    op.create_table('bid_deadline_person',
    sa.Column('bid_deadline_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bid_deadline_id'], ['bid_deadline.id'], name=op.f('fk_bid_deadline_person_bid_deadline_id_bid_deadline')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bid_deadline_person_person_id_person')),
    sa.PrimaryKeyConstraint('bid_deadline_id', 'person_id', name=op.f('pk_bid_deadline_person'))
    )
    op.create_table('rung',
    sa.Column('deadline_id', sa.Integer(), nullable=False),
    sa.Column('occurrence', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('send_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_rung_deadline_id_deadline')),
    sa.ForeignKeyConstraint(['rule_id'], ['reminder_rule.id'], name=op.f('fk_rung_rule_id_reminder_rule')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rung')),
    sa.UniqueConstraint('deadline_id', 'occurrence', 'rule_id', name=op.f('uq_rung_deadline_id_occurrence_rule_id'))
    )
    with op.batch_alter_table('rung', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rung_send_at'), ['send_at'], unique=False)

    with op.batch_alter_table('deadline', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('funder close', 'stage', 'internal', 'partner', name='deadlinekind', native_enum=False, length=40), nullable=False, server_default='stage'))
        batch_op.add_column(sa.Column('is_date_only', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('sequence', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('ladder_is_stale', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.alter_column('call_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index('ix_deadline_ladder_is_stale', ['id'], unique=False, sqlite_where=sa.text('ladder_is_stale'), postgresql_where=sa.text('ladder_is_stale'))

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channel', sa.Enum('mail', 'Microsoft Teams', name='channel', native_enum=False, length=40), nullable=False, server_default='mail'))
        batch_op.add_column(sa.Column('html', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reply_to', sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column('unsubscribe_key', sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column('doubts', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('on_doubt', sa.Enum('send again', 'hold for a person', name='ondoubt', native_enum=False, length=40), nullable=False, server_default='send again'))
        batch_op.drop_index(batch_op.f('ix_message_wake'))
        batch_op.create_index('ix_message_wake', ['wake_at'], unique=False, sqlite_where=sa.text("state IN ('waiting', 'sending')"), postgresql_where=sa.text("state IN ('waiting', 'sending')"))
        batch_op.create_index('ix_message_dead', ['id'], unique=False, sqlite_where=sa.text("state = 'dead'"), postgresql_where=sa.text("state = 'dead'"))
        batch_op.create_unique_constraint(batch_op.f('uq_message_unsubscribe_key'), ['unsubscribe_key'])

    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_working_days', sa.Integer(), nullable=True))

    give_deadlines_their_kind()
    add_rules()
    add_plan_template()
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rule_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('channel', sa.Enum('mail', 'Microsoft Teams', name='channel', native_enum=False, length=40), nullable=False, server_default='mail'))
        batch_op.add_column(sa.Column('instead_of_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('wake_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('is_for_digest', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('reason', sa.String(length=500), nullable=False, server_default=''))
    give_reminders_their_rule()
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.alter_column('rule_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('wake_at', existing_type=sa.DateTime(), nullable=False)
        batch_op.alter_column('person_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.drop_index(batch_op.f('ix_reminder_send'))
        batch_op.drop_constraint(batch_op.f('uq_reminder_deadline_id_occurrence_bid_id_person_id_hours_before'), type_='unique')
        batch_op.create_index(batch_op.f('ix_reminder_message_id'), ['message_id'], unique=False)
        batch_op.create_index('ix_reminder_person', ['person_id', 'state'], unique=False)
        batch_op.create_index('ix_reminder_wake', ['wake_at'], unique=False, sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))
        batch_op.create_unique_constraint('uq_reminder_once', ['deadline_id', 'bid_id', 'occurrence', 'rule_id', 'person_id', 'channel'])
        batch_op.create_index('uq_reminder_once_a_channel', ['deadline_id', 'bid_id', 'occurrence', 'rule_id', 'channel'], unique=True, sqlite_where=sa.text('person_id IS NULL'), postgresql_where=sa.text('person_id IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_reminder_instead_of_id_person'), 'person', ['instead_of_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_reminder_rule_id_reminder_rule'), 'reminder_rule', ['rule_id'], ['id'])
        batch_op.drop_column('hours_before')



KINDS = ("funder close", "stage", "internal", "partner")
LADDERS = {
    "funder close": (30, 14, 7, 3, 1),
    "stage": (30, 14, 7, 3, 1),
    "internal": (7, 3, 1),
    "partner": (14, 7, 3, 1),
}
OWNER, TEAM, COORDINATORS = "whoever looks after it", "everybody else it concerns", "the coordinators"
RULES = sa.table(
    "reminder_rule",
    *(sa.column(name, sa.String) for name in ("kind", "unit", "audience", "channel")),
    *(sa.column(name, sa.String) for name in ("urgency", "condition", "on_doubt")),
    sa.column("amount", sa.Integer),
    sa.column("local_time", sa.Time),
    sa.column("is_on", sa.Boolean),
)


def add_rules() -> None:
    """The ladder that new installations start with; administrators change it."""
    op.bulk_insert(RULES, [rule for kind in KINDS for rule in rules_of(kind)])


def rules_of(kind: str) -> list[dict[str, object]]:
    def rule(unit: str, amount: int, audience: str, condition: str, urgency: str = "normal"):
        return {
            "kind": kind, "unit": unit, "amount": amount, "audience": audience,
            "condition": condition, "urgency": urgency, "channel": "mail",
            "on_doubt": "send again", "local_time": time(9), "is_on": True,
        }

    days, hours = "working days before", "hours before"
    rules = []
    for amount in LADDERS[kind]:
        far = "unless somebody has it" if amount > 3 else "always"
        rules.append(rule(days, amount, OWNER, far))
        rules.append(rule(days, amount, TEAM, "unless their part is done"))
        rules.append({**rule(days, amount, TEAM, "always"), "channel": "Microsoft Teams"})
    rules += [
        rule(hours, 3, OWNER, "always", "urgent"),
        rule(hours, 3, TEAM, "unless their part is done", "urgent"),
        rule("at the moment itself", 0, OWNER, "always", "urgent"),
        rule(days, 3, COORDINATORS, "unless somebody has it"),
        rule(days, 1, COORDINATORS, "unless somebody has it", "urgent"),
        rule("as soon as it is moved", 0, OWNER, "always"),
        rule("as soon as it is moved", 0, TEAM, "always"),
    ]
    return rules


def add_plan_template() -> None:
    """The usual internal checklist; each organisation puts its own days in."""
    steps = [
        ("Letters of support requested", 30, "a coordinator", "each partner"),
        ("Go or no-go, and partners’ costs", 20, "whoever looks after the bid", "the lead organisation"),
        ("Full draft", 15, "the writers of its sections", "the lead organisation"),
        ("Final costings to the research office", 10, "whoever looks after the bid", "the lead organisation"),
        ("Final text and approvals", 5, "whoever looks after the bid", "the lead organisation"),
        ("Submit", 2, "whoever looks after the bid", "the lead organisation"),
    ]
    op.execute(
        "INSERT INTO plan_template (name, notes, is_usual) VALUES "
        "('Usual plan', 'A starting point: put your own research office''s days in.', true)"
    )
    columns = ("position", "label", "lead_working_days", "owner_role", "place")
    template = op.get_bind().scalar(sa.text("SELECT id FROM plan_template"))
    table = sa.table(
        "plan_step",
        sa.column("template_id", sa.Integer),
        *(sa.column(name, sa.Integer) for name in ("position", "lead_working_days")),
        *(sa.column(name, sa.String) for name in ("label", "owner_role", "place")),
    )
    op.bulk_insert(
        table,
        [
            dict(zip(columns, (place, *step), strict=True)) | {"template_id": template}
            for place, step in enumerate(steps, 1)
        ],
    )


def give_deadlines_their_kind() -> None:
    op.execute("UPDATE deadline SET kind = 'funder close' WHERE stage = 'full bid'")
    op.execute("INSERT INTO reminder_service (calendar_version, paused_because) VALUES ('', '')")


def give_reminders_their_rule() -> None:
    """The old ladder was 30, 14, 7, 3 and 1 days and three hours before; the new has rungs of the
    same amounts, in working days. What had been sent or settled stays so; what was only planned is
    planned afresh.
    """
    op.execute(
        """
        UPDATE reminder SET wake_at = send_at, rule_id = (
            SELECT min(rule.id) FROM reminder_rule AS rule, deadline, bid
            WHERE deadline.id = reminder.deadline_id AND bid.id = reminder.bid_id
            AND rule.kind = deadline.kind AND rule.channel = 'mail'
            AND rule.audience = CASE WHEN bid.owner_id = reminder.person_id
                THEN 'whoever looks after it' ELSE 'everybody else it concerns' END
            AND rule.amount = CASE WHEN reminder.hours_before = 3 THEN 3
                ELSE reminder.hours_before / 24 END
            AND rule.unit = CASE WHEN reminder.hours_before = 3
                THEN 'hours before' ELSE 'working days before' END)
        """
    )
    op.execute("DELETE FROM reminder WHERE state = 'planned' OR rule_id IS NULL")
