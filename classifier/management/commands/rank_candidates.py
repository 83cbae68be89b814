"""Find the order of the unlabelled texts in the review queue."""

from typing import Any

from django.core.management.base import BaseCommand

from classifier.services.ranking import rank_candidates


class Command(BaseCommand):
    """Put the waiting candidates in order, now and here."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Rank and say how many."""
        self.stdout.write(f"{rank_candidates():,} candidates are in order.")
