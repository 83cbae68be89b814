"""Train a new model version of the examples as they are now."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from classifier.exceptions import Conflict, ServiceError
from classifier.models import ModelVersion, TrainingRun
from classifier.services import registry, training
from classifier.templatetags.shares import points

PRINTED = ("accuracy_binary", "macro_f1", "coverage", "answered_accuracy", "ece")


class Command(BaseCommand):
    """Train, print the figures, and activate if asked to."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do with the version."""
        parser.add_argument("--activate", action="store_true", help="activate unless it is worse")
        parser.add_argument("--fast", action="store_true", help="fit and cut-offs only")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the training here; exit status 3 if one is under way already."""
        try:
            run = training.request_run(by=None, fast=options["fast"])
        except Conflict as error:
            raise CommandError(str(error), returncode=3) from error
        except ServiceError as error:
            raise CommandError(str(error)) from error
        with _Bar() as bar:
            training.run_training(run.pk, fast=options["fast"], progress=bar.report)
        run = TrainingRun.objects.select_related("version").get(pk=run.pk)
        if run.version is None:
            raise CommandError(run.error or f"The training ended as {run.state}.")
        self._print(run.version, as_json=options["json"])
        if options["activate"]:
            self._activate(run.version)

    def _print(self, version: ModelVersion, *, as_json: bool) -> None:
        if as_json:
            figures = {"version": version.number, **version.metrics, "cut_offs": version.cut_offs}
            self.stdout.write(json.dumps(figures, indent=2))
            return
        self.stdout.write(f"Trained {version} of {len(version.example_ids):,} examples.")
        for name, figures in (
            ("Leave-domain-out cross-validation", version.cross_validation),
            ("Locked test rows", version.test),
        ):
            if figures:
                self.stdout.write(
                    f"{name} ({figures['n']:,} rows): "
                    + ", ".join(f"{key} {points(figures[key])}" for key in PRINTED)
                )

        rivals = dict(version.report.get("baselines", {}))
        active = version.metrics.get("active")
        if active:
            rivals[f"version {active['version']}, active, on the locked test rows"] = active
        for name, figures in rivals.items():
            self.stdout.write(
                f"To beat: {name}: accuracy_binary {points(figures['accuracy_binary'])}, "
                f"macro_f1 {points(figures['macro_f1'])}"
            )
        for point in version.report.get("learning_curve", []):
            self.stdout.write(
                f"Learned from {point['n']:,} examples: macro_f1 {points(point['macro_f1'])} "
                "on left-out domains"
            )

    def _activate(self, version: ModelVersion) -> None:
        try:
            registry.activate(version=version, by=None, reason="")
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"Activated {version}.")


class _Bar:
    """A progress bar on the terminal, one a stage."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def report(self, stage: str, done: int, total: int) -> None:
        if self._bar is None or self._stage != stage:
            self.__exit__()
            self._stage = stage
            self._bar = tqdm(total=total, desc=stage, file=sys.stderr, disable=None)
        self._bar.update(done - self._bar.n)
