"""What was measured, where, and with which versions: one file, from which all else is made."""

import datetime
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.contenders import Contender
from benchmarks.measuring import Plan, measure
from benchmarks.peers import PEERS, ROOT, Environment
from benchmarks.workload import Workload
from benchmarks.workloads import workloads

Results = dict[str, Any]
NAME = "results.json"


def measured(
    chosen: Iterable[Workload],
    environments: dict[str, Environment],
    plan: Plan,
    before: Results | None = None,
) -> Iterator[Results]:
    """Workloads by all peers that are there: the results so far, with each that is done.

    Those of another time, `before`, tell how many rounds are likely to be enough for a turn.
    """
    parts: list[Results] = []
    known = {part["name"]: rounds_of(part) for part in (before or {}).get("workloads", [])}
    found = {
        "machine": machine(),
        "plan": {"turns": plan.turns, "duration": plan.duration, "limit": plan.limit},
        "versions": {name: environment.versions for name, environment in environments.items()},
        "missing": [name for name in PEERS if name not in environments],
        "workloads": parts,
    }
    stopped: dict[str, set[str]] = {}  # ways that took too long, by family
    for workload in chosen:
        slow = stopped.setdefault(workload.family if workload.size else workload.name, set())
        with ExitStack() as stack:
            contenders = [
                stack.enter_context(
                    Contender(workload, way, environments[way.peer], plan.limit_of(way))
                )
                for way in workload.ways
                if way.peer in environments
                and all(need in environments[way.peer].versions for need in way.needs)
            ]
            parts.append(measure(workload, contenders, plan, slow, known.get(workload.name)))
        slow |= {way["name"] for way in parts[-1]["ways"] if way["too_long"]}
        yield found


def rounds_of(part: Results) -> dict[str, int]:
    """By the name of a way, the rounds of a turn."""
    return {way["name"]: way["rounds"] for way in part["ways"] if way["seconds"]}


def failed(results: Results) -> bool:
    """Whether a program has raised an error, or has found other numbers than the first."""
    return any(
        (way["trouble"] and not (way["too_long"] or way["may_end"])) or differs(way, part)
        for part in results["workloads"]
        for way in part["ways"]
    )


def differs(way: Results, workload: Results) -> bool:
    """Whether its numbers are further from those of the first than is allowed."""
    return way["difference"] is not None and not way["difference"] <= workload["tolerance"]


def machine() -> Results:
    """What the times depend on."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "threads": 1,
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "commit": _commit(),
    }


def processor() -> str:
    """What the machine calls its processor."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.split(": ")[1] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def write(results: Results, folder: Path) -> None:
    """Into the file; workloads that were not measured stay, if the machine is the same."""
    folder.mkdir(parents=True, exist_ok=True)
    before = read(folder)
    if before and _place(before) == _place(results):
        parts = {part["name"]: part for part in [*before["workloads"], *results["workloads"]]}
        versions = {**before["versions"], **results["versions"]}
        results = {
            **results,
            "versions": {name: versions[name] for name in PEERS if name in versions},
            "missing": [name for name in PEERS if name not in versions],
            "workloads": [parts[each.name] for each in workloads() if each.name in parts],
        }
    text = json.dumps(results, indent=1, ensure_ascii=False, allow_nan=True)
    (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def read(folder: Path) -> Results:
    """From the file; nothing if there is none."""
    path = folder / NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _place(results: Results) -> list[Any]:
    return [results["machine"][key] for key in ("processor", "system", "python")]
