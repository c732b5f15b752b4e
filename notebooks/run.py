"""Runs the notebooks, each in a fresh kernel, and stores them with their outputs.

    python notebooks/run.py [NOTEBOOK ...]

Without arguments, all of both editions. What differs from run to run or from machine to machine
(timings, progress bars, version numbers) is not stored.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
TIME_LIMIT = 600  # seconds for one cell, and far more than any needs


def execute(path: Path, after: Callable[[Any], list[str]] = lambda cell: []) -> Any:
    """The notebook with the outputs of a run from top to bottom.

    Arguments:
        path: the notebook.
        after: the code to run after a cell besides, such as `answers_in`, its folded answers.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [
        found
        for cell in notebook.cells
        for found in (cell, *map(nbformat.v4.new_code_cell, after(cell)))
    ]
    # The library of this folder's project, wherever the kernel starts; the checks, which lie in
    # this folder; and no progress bars.
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")]), str(FOLDER)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONWARNINGS": "ignore:IProgress not found",  # tqdm's, without ipywidgets
        "TQDM_DISABLE": "1",  # where ipywidgets is missing
    }
    client = NotebookClient(
        notebook,
        timeout=TIME_LIMIT,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # one output, however slowly it was printed
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(env=environment)
    return notebook


def answers_in(cell: Any) -> list[str]:
    """The Python of the folded answers in a cell."""
    if cell.cell_type != "markdown":
        return []
    folded = "\n".join(re.findall(r"<details>.*?</details>", cell.source, re.DOTALL))
    return re.findall(r"^```python\n(.*?)^```$", folded, re.MULTILINE | re.DOTALL)


def tidy(notebook: Any) -> None:
    """Takes away what depends on the machine."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_progress_bar(output)]
            for output in cell.outputs:
                data = output.get("data", {})
                if "text/plain" in data:  # <Picture at 0x7f36fb2c5a90>
                    data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", data["text/plain"])


def is_progress_bar(output: Any) -> bool:
    """Whether an output is tqdm's widget, which does not heed TQDM_DISABLE."""
    data = output.get("data", {})
    widget = "application/vnd.jupyter.widget-view+json" in data
    return widget and re.match(r"\s*\d+%\|", data["text/plain"]) is not None


def main(arguments: list[str]) -> None:
    """Runs the notebooks named, or all."""
    import nbformat

    named = [Path(argument).resolve() for argument in arguments]
    for path in named or sorted(FOLDER.rglob("[0-9]*.ipynb")):
        notebook = execute(path)
        tidy(notebook)
        # Written beside and moved, so that a stop half way leaves the old one whole.
        beside = path.with_suffix(".tmp")
        nbformat.write(notebook, beside)
        beside.replace(path)
        size = path.stat().st_size / 1024
        print(f"{path.relative_to(FOLDER)}: {len(notebook.cells)} cells, {size:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
