"""What a drill found, printed as a table."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """Lines of what was promised and what was seen."""

    _lines: list[tuple[str, str, bool]] = field(default_factory=list)

    def note(self, what: str, seen: str, *, good: bool) -> None:
        """Add a line, and print it at once: a drill takes its time."""
        self._lines.append((what, seen, good))
        print(f"… {what}: {seen}{'' if good else '   BROKEN'}", flush=True)

    def report(self) -> int:
        """Print the table; return 1 if a promise was broken, else 0."""
        width = max((len(what) for what, _, _ in self._lines), default=0)
        print()
        for what, seen, good in self._lines:
            print(f"{'kept  ' if good else 'BROKEN'}  {what.ljust(width)}  {seen}")
        return int(not all(good for _, _, good in self._lines))
