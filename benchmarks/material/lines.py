"""How a benchmark prints what it measured: one JSON object a line."""

import json


def say(
    name: str,
    metric: str,
    value: float,
    unit: str,
    *,
    reference: float | None = None,
    n: int | None = None,
    seed: int | None = None,
    **more: object,
) -> None:
    """Print a figure, and its ratio to the reference of the same run."""
    line = {
        "name": name,
        "metric": metric,
        "value": round(value, 4),
        "unit": unit,
        "reference": None if reference is None else round(reference, 4),
        "ratio": None if not reference else round(value / reference, 3),
        "n": n,
        "seed": seed,
    }
    print(json.dumps(line | more, ensure_ascii=False), flush=True)
