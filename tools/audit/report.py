"""What was measured, as a table; what misses stands out."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Section:
    """One kind of measuring: its lines, and how many of them miss."""

    title: str
    must: str  # what would be right
    lines: list[tuple[str, str, bool]] = field(default_factory=list)  # what, figure, right

    def add(self, what: str, figure: str, right: bool) -> None:
        """One more line."""
        self.lines.append((what, figure, right))

    @property
    def missed(self) -> int:
        """How many lines miss."""
        return sum(not right for _what, _figure, right in self.lines)

    def show(self, *, all_lines: bool) -> None:
        """Print it: every line, or only what misses."""
        print(f"\n{self.title}   (must: {self.must})")
        for what, figure, right in self.lines:
            if all_lines or not right:
                print(f"  {'ok  ' if right else 'MISS'}  {what:<34} {figure}")
        print(f"  {len(self.lines) - self.missed} of {len(self.lines)} as they must be")
