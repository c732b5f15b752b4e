"""Every workload, by every peer that can be had, in turn: `python -m benchmarks`.

An environment is made for each library, and for chainrule itself, so that none is in another's way;
Python alone is needed to begin with. Each way to do a workload is a process of its own. All are
first seen to give the same numbers, and are then timed in turns, by the time of the processor, on
one thread. The results go into a file, of which pages and pictures of the documentation are made,
after each workload: what was not measured this time stays in it, if the machine is the same.

    --quick          shorter turns, and fewer; of what has several sizes, the smallest; what takes
                     more than a few seconds to get started is left out
    --only NAMES     only workloads with one of these in their names, such as moons or rnn
    --peers NAMES    only these: chainrule, numpy, torch, ...
    --folder FOLDER  where the environments are, or are made
    --here           no environments: what this Python has
    --out FOLDER     where results.json, pages and pictures go
    --page           only pages and pictures, from the results that are there
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import page, peers, results, told
from benchmarks.measuring import QUICK, Plan
from benchmarks.workload import Workload
from benchmarks.workloads import workloads

OUT = peers.ROOT / "docs" / "benchmarks"


def main(
    arguments: Sequence[str] | None = None, only: Sequence[str] = (), out: Path | None = OUT
) -> int:
    """Measures, prints and writes; the exit status says whether a program failed.

    Arguments:
        arguments: of the command line.
        only: the workloads that are taken if it doesn't say so.
        out: where the results go if it doesn't say so; nowhere, if None.
    """
    given = _parser(only, out).parse_args(arguments)
    status = 0
    if not given.page:
        chosen = [each for each in workloads() if _wanted(each.name, given.only)]
        if not chosen:
            print(f"no workload is called {' or '.join(given.only)}")
            return 2
        plan = QUICK if given.quick else Plan()
        chosen = chosen if plan.all or given.only else _smallest(chosen)
        found = (
            peers.here(given.peers) if given.here else peers.environments(given.peers, given.folder)
        )
        before = results.read(given.out) if given.out else {}
        for workload, measured in zip(chosen, results.measured(chosen, found, plan, before)):
            told.workload(measured["workloads"][-1], workload.why)
            status = int(results.failed(measured))
            if given.out:
                results.write(measured, given.out)
    if given.out:
        page.write(given.out)
    return status


def _wanted(name: str, only: Sequence[str]) -> bool:
    return not only or any(part in name for part in only)


def _smallest(chosen: Sequence[Workload]) -> list[Workload]:
    """The first of each family."""
    first: dict[str, Workload] = {}
    for workload in chosen:
        first.setdefault(workload.family or workload.name, workload)
    return [*first.values()]


def _parser(only: Sequence[str], out: Path | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=only)
    parser.add_argument("--peers", nargs="+", choices=peers.PEERS, default=[*peers.PEERS])
    parser.add_argument("--folder", type=Path, default=peers.FOLDER)
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--out", type=Path, default=out)
    parser.add_argument("--page", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
