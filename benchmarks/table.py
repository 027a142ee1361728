"""The rows of ``make bench`` as a table for the terminal."""


def seconds(value: float) -> str:
    """A time with three digits and a unit."""
    if value < 0.0:
        return f"-{seconds(-value)}"
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if value * factor >= 1.0:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def line(row: dict) -> list[str]:
    """The cells of one row."""
    if "error" in row:
        return [row["id"], seconds(row["ours_s"]), row["peer"], "not run:", "", row["error"][:70]]
    verdict = "met" if row["met"] else "missed" if row["checked"] else "WRONG"
    return [
        row["id"],
        seconds(row["ours_s"]),
        f"{row['peer']} {row['peer_version']}",
        seconds(row["peer_s"]),
        f"{row['ratio']:.1f}x",
        f"{verdict} (aim {row['target']:g}x); built in {seconds(row['ours_build_s'])} "
        f"(compiled {seconds(row['ours_compile_s'])}), peer {seconds(row['peer_build_s'])}",
    ]


def show(rows: list[dict]) -> None:
    """Print the table, and below it what the checks said."""
    lines = [["id", "ours", "peer", "its time", "ratio", ""], *map(line, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for cells in lines:
        text = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        print("  " + text.rstrip())
    for row in rows:
        if "error" not in row:
            print(f"    {row['id']}, {row['peer']}: {row['check']}")
    print(flush=True)
