from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from bidapp import clock
from bidapp.health.queries import readiness
from bidapp.web import public
from bidapp.wording import machine_time

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def process() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Database, schema version and the scheduler's last round."""
    try:
        state = readiness(clock.now())
    except SQLAlchemyError:
        return {"status": "not ready", "faults": ["The database does not answer."]}, 503
    answer = {
        "status": "ready" if state.is_ready else "not ready",
        "faults": list(state.faults),
        "last_round_at": machine_time(state.last_round_at) if state.last_round_at else None,
    }
    return answer, HTTPStatus.OK if state.is_ready else HTTPStatus.SERVICE_UNAVAILABLE
