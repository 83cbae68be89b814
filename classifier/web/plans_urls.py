"""Addresses of the plans, below /plans/; names are in the namespace `classifier`."""

from django.urls import URLPattern, path

from . import plans, plans_exports, plans_owners, plans_scenarios, plans_tasks, plans_views

SCENARIO = "<int:pk>/<int:number>"

urlpatterns: list[URLPattern] = [
    path("", plans.plan_list, name="plan-list"),
    path("new/", plans.new_plan, name="plan-new"),
    path("sample/", plans.sample_plan, name="plan-sample"),
    path("columns/<int:pk>/", plans_owners.choose_columns, name="plan-columns"),
    path("shared/<str:token>/", plans_owners.shared, name="plan-shared"),
    path("<int:pk>/", plans_views.plan_home, name="plan"),
    path("<int:pk>/progress/", plans.plan_progress, name="plan-progress"),
    path("<int:pk>/owners/", plans_owners.owners, name="plan-owners"),
    path("<int:pk>/settings/", plans_owners.plan_settings, name="plan-settings"),
    path("<int:pk>/share/", plans_owners.share, name="plan-share"),
    path("<int:pk>/delete/", plans_owners.delete, name="plan-delete"),
    path("<int:pk>/scenarios/", plans_scenarios.scenarios, name="plan-scenarios"),
    path("<int:pk>/compare/", plans_scenarios.compare_scenarios, name="plan-compare"),
    path(f"{SCENARIO}/change/", plans_scenarios.change_scenario, name="plan-change-scenario"),
    path(f"{SCENARIO}/versions/", plans_scenarios.versions, name="plan-versions"),
    path(f"{SCENARIO}/versions/rerun/", plans_scenarios.rerun_scenario, name="plan-rerun"),
    path(f"{SCENARIO}/take-out/", plans_exports.take_out, name="plan-take-out"),
    path(f"{SCENARIO}/plan.xlsx", plans_exports.workbook, name="plan-workbook"),
    path(f"{SCENARIO}/rows.csv", plans_exports.rows_csv, name="plan-rows"),
    path(f"{SCENARIO}/", plans_views.summary, name="plan-summary"),
    path(f"{SCENARIO}/roles/", plans_views.roles, name="plan-roles"),
    path(f"{SCENARIO}/people/", plans_views.people, name="plan-people"),
    path(f"{SCENARIO}/moves/", plans_views.moves, name="plan-moves"),
    path(f"{SCENARIO}/hand-overs/", plans_views.hand_overs, name="plan-hand-overs"),
    path(f"{SCENARIO}/disputes/", plans_views.disputes, name="plan-disputes"),
    path(f"{SCENARIO}/history/", plans_views.history, name="plan-history"),
    path(f"{SCENARIO}/print/", plans_views.printable, name="plan-print"),
    path(f"{SCENARIO}/tasks/", plans_tasks.tasks, name="plan-tasks"),
    path(f"{SCENARIO}/tasks/decided/", plans_tasks.decided, name="plan-decided"),
    path(f"{SCENARIO}/tasks/decide/", plans_tasks.decide_filtered, name="plan-decide-filtered"),
    path(f"{SCENARIO}/tasks/undo/", plans_tasks.undo_last, name="plan-undo"),
    path(f"{SCENARIO}/tasks/<int:row>/why/", plans_tasks.why, name="plan-why"),
    path(f"{SCENARIO}/tasks/<int:row>/decide/", plans_tasks.decide, name="plan-decide"),
]
