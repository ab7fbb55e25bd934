"""Plan templates: who edits them, and what they refuse."""

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.database import db, fetch
from bidapp.plans.actions import MOST_STEPS
from bidapp.plans.models import OwnerRole, Place, PlanStep, PlanTemplate
from tests.builders import a_person, saved, signed_in_as
from tests.plans.plan_builders import a_plan, a_planned_bid, dates, laid_out

STEP = {"owner_role": "whoever looks after the bid", "place": "the lead organisation"}


def step_form(**changes):
    return {"label": "Costs", "lead_working_days": "8", "before_id": ""} | STEP | changes


def step(label):
    return db.session.scalars(select(PlanStep).where(PlanStep.label == label)).one()


def test_the_usual_plan_is_there_from_the_start(signed_in):
    assert "Usual plan" in signed_in.get("/plan-templates").text
    page = signed_in.get("/plan-templates/1").text
    labels = ["Letters of support requested", "Go or no-go", "Full draft", "Final costings",
              "Final text and approvals", "Submit"]  # fmt: skip
    places = [page.index(label) for label in labels]
    assert places == sorted(places)
    assert "30 working days before the close" in page


def test_a_template_is_added_and_becomes_the_usual_one(signed_in):
    data = {"name": "Small grants", "notes": "Two weeks", "is_usual": "y"}
    response = signed_in.post("/plan-templates/add", data=data)
    assert "No steps yet" in signed_in.get(response.location).text
    usual = db.session.scalars(select(PlanTemplate).where(PlanTemplate.is_usual)).all()
    assert [template.name for template in usual] == ["Small grants"]
    page = signed_in.get("/plan-templates").text
    assert page.index("Small grants") < page.index("Usual plan")


def test_two_templates_never_have_one_name(signed_in):
    page = signed_in.post("/plan-templates/add", data={"name": "Usual plan"}).text
    assert "A plan template of this name stands here already." in page
    signed_in.post("/plan-templates/1/edit", data={"name": "Usual plan", "notes": "Ours"})
    assert fetch(PlanTemplate, 1).notes == "Ours"


def test_a_step_is_added_before_another_and_changed(signed_in):
    plan = a_plan(("Review", 10))
    address = f"/plan-templates/{plan.id}/add"
    data = step_form(before_id=plan.steps[0].id, owner_role="a coordinator", place="each partner")
    response = signed_in.post(address, data=data)
    assert response.location == f"/plan-templates/{plan.id}"
    new = step("Costs")
    assert (new.before.label, new.owner_role, new.place, new.position) == (
        "Review", OwnerRole.COORDINATOR, Place.EACH_PARTNER, 2,
    )  # fmt: skip
    page = signed_in.get(response.location).text
    assert "8 working days before Review" in page
    assert page.index("Costs") < page.index(">Review</a>")  # 18 working days before the close
    signed_in.post(f"/plan-templates/steps/{new.id}", data=step_form(label="All costs"))
    assert step("All costs").before is None


def test_a_step_is_taken_out_unless_another_is_reckoned_from_it(signed_in):
    plan = a_plan(("Review", 10), ("Draft", 5, {"before": "Review"}))
    review, draft = plan.steps
    response = signed_in.post(f"/plan-templates/steps/{review.id}/remove")
    assert (
        "“Draft” is reckoned from it. Change that step first."
        in signed_in.get(response.location).text
    )
    signed_in.post(f"/plan-templates/steps/{draft.id}/remove")
    signed_in.post(f"/plan-templates/steps/{review.id}/remove")
    assert fetch(PlanTemplate, plan.id).steps == []


def test_plans_laid_out_keep_what_they_have(signed_in):
    bid, plan = a_planned_bid(), a_plan(("Review", 10))
    laid_out(bid, plan)
    number = plan.steps[0].id
    signed_in.post(f"/plan-templates/steps/{number}", data=step_form(lead_working_days="3"))
    signed_in.post(f"/plan-templates/steps/{number}/remove")
    assert dates(bid) == {"Review": "Tue 22 Dec 2026"}


@pytest.mark.parametrize("label", ["Review", "Draft", "Read"])
def test_a_step_never_lies_before_itself_at_once_or_in_a_circle(signed_in, label):
    a_plan(("Review", 10), ("Draft", 5, {"before": "Review"}), ("Read", 2, {"before": "Draft"}))
    data = step_form(before_id=step("Read").id, label=label)
    page = signed_in.post(f"/plan-templates/steps/{step(label).id}", data=data).text
    refusals = ("It cannot lie before itself", "Not a valid choice")
    assert any(refusal in page for refusal in refusals)
    assert [each.before and each.before.label for each in map(step, ("Review", "Draft"))] == [
        None, "Review",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"label": ""}, "label", "Enter what is due."),
        ({"lead_working_days": ""}, "lead_working_days", "Enter how many working days."),
        ({"lead_working_days": "-1"}, "lead_working_days", "from 0 to 250"),
        ({"lead_working_days": str(10**30)}, "lead_working_days", "from 0 to 250"),
        ({"lead_working_days": "8.5"}, "lead_working_days", "Enter working days as a number"),
        ({"before_id": "1"}, "before_id", "Not a valid choice"),
        ({"owner_role": "the dean"}, "owner_role", "Invalid Choice"),
        ({"place": "the moon"}, "place", "Invalid Choice"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_beside_its_field(
    signed_in, changes, field, sentence
):
    plan = a_plan(("Review", 10))
    page = signed_in.post(f"/plan-templates/{plan.id}/add", data=step_form(**changes)).text
    assert sentence in page.partition(f'id="{field}-error"')[2]
    assert len(fetch(PlanTemplate, plan.id).steps) == 1


def test_a_template_has_only_so_many_steps(signed_in):
    plan = a_plan(*((f"Step {number}", number) for number in range(MOST_STEPS)))
    page = signed_in.post(f"/plan-templates/{plan.id}/add", data=step_form()).text
    assert f"A plan template has at most {MOST_STEPS} steps." in page
    changed = f"/plan-templates/steps/{plan.steps[0].id}"
    assert signed_in.post(changed, data=step_form()).status_code == 302


def test_a_step_of_no_template_is_not_found(signed_in):
    assert signed_in.get("/plan-templates/77/add").status_code == 404
    assert signed_in.post("/plan-templates/steps/77/remove").status_code == 404


@pytest.mark.parametrize("kind", [Kind.WRITER, Kind.READER])
def test_only_coordinators_see_and_change_templates(client, now, kind):
    signed_in_as(client, saved(a_person(kind=kind)))
    assert client.get("/plan-templates").status_code == 403
    assert client.post("/plan-templates/1/add", data=step_form()).status_code == 403
    assert "Plan templates" not in client.get("/").text
