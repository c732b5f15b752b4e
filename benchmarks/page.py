"""The pages and pictures of the documentation, made from the file of results and nothing else."""

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import charts, growth
from benchmarks.korean import korean
from benchmarks.peers import PEERS
from benchmarks.results import NAME, differs, read
from benchmarks.told import digits, seconds
from benchmarks.workloads import workloads

Part = dict[str, Any]
Way = dict[str, Any]
Say = Callable[[str], str]  # English, in the language of the page

INTRODUCTION = [
    "Every workload here is done by every library that can do it, by the same numbers from the "
    "same start. `python -m benchmarks`, in a fresh clone, makes an environment for each library, "
    "measures all of it again and writes this page.",
    "All ways to do a workload are first seen to give the same numbers, within the tolerance that "
    "stands with it. They are then timed in turns, each in a process of its own. A time is "
    "that of the processor, on one thread: the median of the turns, and its range beside it. What "
    "takes seconds has fewer turns than what is quick. What it takes to get started (imports, "
    "recording, compiling) does not count, but where the page says that it does. A ratio is the "
    "median of the ratios of the turns that both have.",
]
RANKED = (
    "A way that is printed in bold is ours. *Beside our best* says how many times longer a way "
)
RANKED += "takes than the quickest of ours: below 1, it is quicker than we are."
PROMISED = "What is promised, and what was measured: the first time divided by the second."
TRAILING = "In these workloads another library is quicker than the quickest of our ways:"
NOTHING_TRAILS = "In no workload is another library quicker than the quickest of our ways."
UNKNOWN = "Where no reason is given, none in principle is known: it is work to be done."
GROWTH = "How times grow with size n. Beside each name is the power of n that fits best."


def write(folder: Path) -> None:
    """Both editions and all pictures, beside the folder of the results and in it."""
    results = read(folder)
    for name, content in files(results, folder.name).items():
        (folder.parent / name).write_text(content, encoding="utf-8")


def files(results: Part, folder: str) -> dict[str, str]:
    """Their content, by their place beside the folder of the results."""
    made, results = {}, {**results, "workloads": [*explained(results["workloads"])]}
    languages: dict[str, Say] = {"": lambda words: words, ".ko": korean}
    for ending, say in languages.items():
        made[f"{folder}{ending}.md"] = page(results, say, folder, ending)
        for part in results["workloads"]:
            made[f"{folder}/{picture(part['name'], ending)}"] = bars(part, say)
        for family, lines in growth.families(results).items():
            said = {say(name): points for name, points in lines.items()}
            name = picture(growth.name_of(family), ending)
            made[f"{folder}/{name}"] = growth.picture(say(family), said, say("size"))
    return made


def explained(parts: list[Part]) -> Iterator[Part]:
    """Titles and reasons are what they are today, so that a better word needs no run."""
    known = {workload.name: workload for workload in workloads()}
    for part in parts:
        if workload := known.get(part["name"]):
            yield {**part, "title": workload.title, "why": workload.why}


def picture(name: str, ending: str) -> str:
    """The name of a picture's file."""
    return f"{name.replace(' ', '-')}{ending}.svg"


def page(results: Part, say: Say, folder: str, ending: str) -> str:
    """The Markdown of one edition."""
    parts = results["workloads"]
    other = f"[English]({folder}.md)" if ending else f"[한국어]({folder}.ko.md)"
    head = f"# {say('Benchmarks')} · {other}"
    lines = [head, *map(say, INTRODUCTION), *where(results, say)]
    lines += [f"## {say('Promises')}", say(PROMISED), table(promises(parts, say))]
    lines += [f"## {say('Where we trail')}", *trails(parts, say)]
    lines += [f"## {say('Workloads')}", say(RANKED)]
    for part in parts:
        title = say(part["title"])
        lines += [f"### {title[0].upper()}{title[1:]}", say(part_note(part))]
        lines += [f"![{title}]({folder}/{picture(part['name'], ending)})", table(ways(part, say))]
    grown = growth.families(results)
    if grown:
        lines += [f"## {say('Growth')}", say(GROWTH)]
    for family in grown:
        name = picture(growth.name_of(family), ending)
        lines.append(f"![{say(family)}]({folder}/{name})")
    lines += [f"[{say('The numbers of every turn')}]({folder}/{NAME})"]
    lines += [f"[{say('Back to the README')}](../README{ending}.md)"]
    return "\n\n".join(lines) + "\n"


def part_note(part: Part) -> str:
    """What a time is the time of, and how equal the numbers are."""
    equal = f"{part['tolerance']:g}"
    return f"Time of one {part['unit']}; numbers equal to {equal}."


def where(results: Part, say: Say) -> Iterator[str]:
    """The machine and the versions."""
    machine = results["machine"]
    yield say(
        f"Measured on {machine['date']} with {machine['python']} on one thread of "
        f"{machine['processor']} ({machine['cores']} cores, "
        f"{machine['system']}), in up to {most_turns(results)} turns."
    )
    found = results["versions"]
    rows = [[say("Environment"), say("Versions")]]
    for name, versions in found.items():
        said = ", ".join(f"{library} {version}" for library, version in versions.items())
        rows.append([PEERS[name].title, said or machine["python"]])
    yield table(rows)
    missing = ", ".join(PEERS[name].title for name in results["missing"])
    if missing:
        yield say(f"Could not be installed, and are left out: {missing}.")


def most_turns(results: Part) -> int:
    """That a way has had."""
    found = (len(way["seconds"]) for part in results["workloads"] for way in part["ways"])
    return max(found, default=0)


def promises(parts: list[Part], say: Say) -> list[list[str]]:
    """A row for each ratio of which something is wanted."""
    rows = [[*map(say, ("Workload", "Ratio", "Measured", "Wanted", ""))]]
    for part in parts:
        for ratio in part["ratios"]:
            if ratio["wish"]:
                x = digits(statistics.median(ratio["turns"]))
                met = say("met") if ratio["met"] else f"**{say('missed')}**"
                wish = ratio["wish"].replace(">=", "≥").replace("<=", "≤")
                names = f"{say(ratio['slow'])} : {say(ratio['fast'])}"
                rows.append([say(part["title"]), names, x, wish, met])
    return rows


def median(way: Way) -> float:
    """Of its turns; without end if it has none."""
    return statistics.median(way["seconds"]) if way["seconds"] else float("inf")


def best(part: Part) -> float:
    """The time of the quickest of our ways."""
    ours = [median(way) for way in part["ways"] if way["peer"] == "chainrule" and not way["aside"]]
    return min(ours, default=float("inf"))


def trails(parts: list[Part], say: Say) -> Iterator[str]:
    """The workloads in which another is quicker, by how much, and why."""
    lines = []
    for part in parts:
        mine = best(part)
        others = [
            (median(way), way["name"])
            for way in part["ways"]
            if way["peer"] != "chainrule" and not way["aside"] and median(way) < mine
        ]
        if others and mine < float("inf"):
            said = ", ".join(f"{say(name)} {digits(mine / time)}" for time, name in sorted(others))
            lines.append(f"- **{say(part['title'])}**: {said}. {why(part, others, say)}")
    yield say(TRAILING if lines else NOTHING_TRAILS)
    if lines:
        yield "\n".join(lines)


def why(part: Part, others: list[tuple[float, str]], say: Say) -> str:
    """What the workload says of those that are quicker."""
    known = part["why"]
    said = [f"{say(name)}: {say(known[name])}" for _, name in sorted(others) if name in known]
    return " ".join([*said, *([] if len(said) == len(others) else [say(UNKNOWN)])])


def ways(part: Part, say: Say) -> list[list[str]]:
    """A row for each way, the quickest first."""
    heads = "", "Library", "Median", "Range", "Turns", "Beside our best", ""
    rows, mine = [[*map(say, heads)]], best(part)
    for way in sorted(part["ways"], key=median):
        name, times = say(way["name"]), way["seconds"]
        cells = [f"**{name}**" if way["peer"] == "chainrule" else name, PEERS[way["peer"]].title]
        if times:
            ratio = digits(median(way) / mine) if mine < float("inf") else "–"
            spread = f"{seconds(min(times))} – {seconds(max(times))}"
            cells += [seconds(median(way)), spread if len(times) > 1 else "–", f"{len(times)}"]
            cells += ["–" if way["aside"] else ratio]
        else:
            cells += [say(trouble(way)), "–", "0", "–"]
        rows.append([*cells, notes(way, part, say)])
    return rows


def trouble(way: Way) -> str:
    """Why it has no time."""
    return way["trouble"] if way["too_long"] else f"failed: {way['trouble'][:60]}"


def notes(way: Way, part: Part, say: Say) -> str:
    """That it has done something else, and what else is known of it."""
    said = [say(f"differs by {way['difference']:.0e}")] if differs(way, part) else []
    return "; ".join([*said, *(f"{say(name)}: {digits(x)}" for name, x in way["facts"].items())])


def bars(part: Part, say: Say) -> str:
    """The picture of a workload."""
    return charts.bars(
        say(part["title"]),
        [
            charts.Bar(
                say(way["name"]), way["peer"] == "chainrule", way["seconds"], median(way),
                say(trouble(way)),
            )
            for way in part["ways"]
        ],
    )  # fmt: skip


def table(rows: list[list[str]]) -> str:
    """In Markdown, the first row above the line."""
    head, *rest = (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
    return "\n".join([head, f"|{' --- |' * len(rows[0])}", *rest])
