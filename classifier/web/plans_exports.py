"""A plan taken out: workbook, CSV, or a page to print."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from classifier.models import Plan, Scenario
from classifier.services.planning_export import in_order, write_rows, write_workbook
from classifier.services.planning_filter import filter_rows
from classifier.services.planning_rows import read_tasks

from .plans_access import asked, frame
from .plans_forms import RowFilterForm

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
def take_out(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what can be taken out."""
    return render(request, "classifier/plans/take_out.html", frame(asked(request, pk, number)))


@never_cache
@require_safe
def workbook(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Send the scenario as XLSX."""
    found = asked(request, pk, number)
    file = io.BytesIO()
    write_workbook(
        file,
        plan=found.plan,
        scenario=found.scenario,
        tasks=read_tasks(found.scenario),
        rows=in_order(found.scenario.rows.all()),
    )
    file.seek(0)
    name = _file_name(found.plan, found.scenario, ".xlsx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)


@never_cache
@require_safe
def rows_csv(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Send the rows that the filter asks for as CSV."""
    found = asked(request, pk, number)
    rows = filter_rows(found.scenario, RowFilterForm(request.GET).wanted_exactly())
    file = io.BytesIO()
    write_rows(file, ".csv", in_order(rows))
    file.seek(0)
    name = _file_name(found.plan, found.scenario, ".csv")
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")


def _file_name(plan: Plan, scenario: Scenario, suffix: str) -> str:
    return f"{slugify(f'{plan.title} {scenario.name}') or 'plan'}{suffix}"
