"""bidapp: follow every funding bid from call to Word document."""

import os

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from bidapp.accounts import outgoing_mail, people, stored_files
from bidapp.accounts import routes as accounts
from bidapp.accounts.gate import check_every_view_is_guarded, set_up_gate
from bidapp.answering import door, drafts, papers
from bidapp.answering import routes as answering
from bidapp.asking import replies, returned_letters, sharing
from bidapp.asking import routes as asking
from bidapp.bids import routes as bids
from bidapp.calendars import routes as calendars
from bidapp.calls import routes as calls
from bidapp.commenting import live as comments_live
from bidapp.commenting import routes as commenting
from bidapp.config import Settings, settings_from
from bidapp.contributions import positions
from bidapp.contributions import routes as contributions
from bidapp.database import db, engine_options
from bidapp.documents import routes as documents
from bidapp.drafting import conflicts, history, live, portal, sections
from bidapp.drafting import routes as drafting
from bidapp.error_pages import set_up_error_pages
from bidapp.funders import routes as funders
from bidapp.handouts import routes as handouts
from bidapp.health import routes as health
from bidapp.letters import letterheads
from bidapp.letters import routes as letters
from bidapp.library import routes as library
from bidapp.organisations import contacts, sign_off
from bidapp.organisations import routes as organisations
from bidapp.overview import routes as overview
from bidapp.partners import progress, team
from bidapp.partners import routes as partners
from bidapp.paths import MIGRATIONS, TEMPLATES
from bidapp.plans import plan_templates
from bidapp.plans import routes as plans
from bidapp.reminders import routes as reminders
from bidapp.reminders import rules, unsubscribing, wishes
from bidapp.reviewing import routes as reviewing
from bidapp.reviewing import stepping
from bidapp.web import set_up_web

FEATURES = (
    health, accounts, people, outgoing_mail, stored_files, organisations, contacts, sign_off,
    funders, calls, library, bids, partners, team, progress, drafting, live, conflicts, history,
    portal, sections, commenting, comments_live,
    contributions, positions, plans, plan_templates, reminders, rules, wishes, unsubscribing,
    documents, reviewing, stepping, handouts,
    letters, letterheads, asking, replies, returned_letters, sharing, door, answering,
    papers, drafts, overview, calendars,
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or settings_from(os.environ)
    app = Flask(__name__, instance_path=str(settings.INSTANCE), template_folder=TEMPLATES)
    app.config.from_object(settings)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.SQLALCHEMY_DATABASE_URI)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), compare_type=True, render_as_batch=True)
    set_up_web(app, settings)
    set_up_error_pages(app)
    guard = CSRFProtect(app)
    for pages in (unsubscribing, door, answering, papers, drafts):
        guard.exempt(pages.blueprint)  # the key in their address is what a forger would lack
    set_up_gate(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    check_every_view_is_guarded(app)
    return app
