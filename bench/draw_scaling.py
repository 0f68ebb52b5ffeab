"""Draw what bench_etl.py measured: seconds and peak memory against the rows read, both on logarithmic scales.

python bench/draw_scaling.py REPORTS.json docs/images/scaling.svg

The dashed line is what exact proportion to the smallest run would be.
"""

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 360, 300, 64, 28, 34, 46
INK, LINE, GRID = "#333", "#0b6e99", "#d5d5d5"


@dataclass(frozen=True)
class Panel:
    """One chart: its title, and points of rows and value."""

    title: str
    points: list[tuple[float, float]]


def decades(values: list[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def short(value: float) -> str:
    """10, 1k, 10k, 1M."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def draw(panel: Panel, offset: int) -> list[str]:
    """The panel's elements, moved to the right by ``offset``."""
    rows, values = zip(*panel.points, strict=True)
    (x0, x1), (y0, y1) = decades(list(rows)), decades(list(values))

    def x(value: float) -> float:
        return offset + LEFT + (math.log10(value) - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{offset + LEFT}" y="20" font-weight="600">{panel.title}</text>']
    for power in range(x0, x1 + 1):
        at = x(10**power)
        parts.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{GRID}"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{short(10**power)}</text>')
    for power in range(y0, y1 + 1):
        at = y(10**power)
        parts.append(f'<path d="M{offset + LEFT} {at:.1f}H{offset + WIDTH - RIGHT}" stroke="{GRID}"/>')
        parts.append(f'<text x="{offset + LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{short(10**power)}</text>')
    parts.append(f'<text x="{offset + LEFT}" y="{HEIGHT - 10}">source rows</text>')
    first = panel.points[0]
    reach = min(rows[-1], first[0] * 10**y1 / first[1])
    parts.append(
        f'<path d="M{x(first[0]):.1f} {y(first[1]):.1f}L{x(reach):.1f} {y(first[1] * reach / first[0]):.1f}" '
        f'stroke="{INK}" stroke-dasharray="4 4" fill="none"/>'
    )
    path = "L".join(f"{x(row):.1f} {y(value):.1f}" for row, value in panel.points)
    parts.append(f'<path d="M{path}" stroke="{LINE}" stroke-width="2" fill="none"/>')
    for row, value in panel.points:
        parts.append(f'<circle cx="{x(row):.1f}" cy="{y(value):.1f}" r="4" fill="{LINE}"/>')
        parts.append(f'<text x="{x(row) + 2:.1f}" y="{y(value) + 20:.1f}" text-anchor="middle">{value:,.0f}</text>')
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, help="what bench_etl.py --json wrote")
    parser.add_argument("picture", type=Path, help="SVG file to write")
    arguments = parser.parse_args()
    reports = json.loads(arguments.reports.read_text(encoding="utf-8")).values()
    read = [sum(file["read"] for file in report["files"].values()) for report in reports]
    panels = [
        Panel("13 steps, seconds", [(r, report["seconds"]) for r, report in zip(read, reports, strict=True)]),
        Panel("13 steps, peak MB", [(r, report["peak_mb"]) for r, report in zip(read, reports, strict=True)]),
    ]
    body = "\n".join(part for place, panel in enumerate(panels) for part in draw(panel, place * WIDTH))
    arguments.picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(panels) * WIDTH} {HEIGHT}" font-size="12" '
        f'font-family="sans-serif" fill="{INK}">\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
