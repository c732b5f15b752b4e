"""Fuzzing of files: tables of numbers, and models."""

from __future__ import annotations

import copy
import csv
import io
import json
import math
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nn
from nn.data import CSVError, load_csv, load_features
from nn.files import ModelFileError
from tests.tools import fuzz_tokens
from tests.tools.fuzz_target import Target, bits, must, well_said


class Files(Target):
    """Targets whose input is a file; in memory where the system has such a folder."""

    def __init__(self) -> None:
        shared = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else None))
        self.file, self.other = self.folder / "input", self.folder / "output"


class CSV(Files):
    """Tables: refused in a line that names the place, or the cells as other readers find them."""

    seeds = (
        b"a,b,y\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n",
        b"a,y\n1,yes\n2,no\n-3e-5,yes\n",
        b'\xef\xbb\xbf"a, b",y\r\n1,"2.5"\r\n" 3",4\r\n',
    )
    tokens = fuzz_tokens.CSV

    def made(self, rng: random.Random) -> bytes:
        columns, rows = rng.randint(1, 5), rng.randint(0, 8)
        if rng.random() < 0.01:
            columns = 1000
        cells = ["0", "1", "2", "-1.5", "1e308", "-1e308", "5e-324", " 7 ", "yes", "no", "", "nan"]
        usual = cells[:4] if rng.random() < 0.7 else cells
        target = ["0", "1"] if rng.random() < 0.5 else usual
        header = [f"c{i}" for i in range(columns - 1)] + ["y"]
        lines = [header] + [
            [rng.choice(usual) for _ in range(columns - 1)] + [rng.choice(target)]
            for _ in range(rows)
        ]
        out = io.StringIO()
        ends, quoting = rng.choice(("\n", "\r\n")), rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        csv.writer(out, lineterminator=ends, quoting=quoting).writerows(lines)
        return out.getvalue().encode()

    def check(self, data: bytes) -> None:
        self.file.write_bytes(data)
        choice = random.Random(data)
        header = self._cells(data)[:1]
        target = header[0][-1].strip() if header and header[0] else "y"
        standardize, kind = choice.random() < 0.3, choice.choice((None, None, True, False))
        try:
            read = load_csv(self.file, target, standardize=standardize, classification=kind)
        except CSVError as error:
            well_said(error, str(self.file))
            return
        must(len(read.X) == len(read.y), "not a target for each sample")
        must(read.columns.feature_names == read.feature_names, "names that are not its columns'")
        must(
            all(math.isfinite(x) for sample in read.X for x in sample),
            "a feature that is not finite",
        )
        must(len(set(read.class_names)) == len(read.class_names), "two classes of one name")
        if not standardize:
            self._plain_numbers(read, self._cells(data))
            self._read_again(read)
            self._round_trip(read, kind)

    def _plain_numbers(self, read: Any, rows: list[list[str]]) -> None:
        """Where all cells of the features are numbers as Python writes them, they are those."""
        names, rows = [name.strip() for name in rows[0]], rows[1:]
        if read.feature_names != [name for name in names if name != read.target_name]:
            return
        features = {*read.feature_names}
        try:
            cells = [[float(c) for c, n in zip(row, names) if n in features] for row in rows]
        except ValueError:
            return
        if len(cells) == len(read.X) and all(math.isfinite(x) for row in cells for x in row):
            must(cells == read.X, "numbers that are not the file's")

    def _read_again(self, read: Any) -> None:
        """A file to predict from is read as it was when it was learned from."""
        columns = nn.data.Columns.from_json(json.loads(json.dumps(read.columns.to_json())))
        try:
            _, X = load_features(self.file, columns)
        except CSVError as error:
            must("expected" in str(error), f"learned from, and then refused: {error}")
        else:
            must(len(X) != len(read.X) or X == read.X, "read again, and not the same")

    def _cells(self, data: bytes) -> list[list[str]]:
        text = io.StringIO(data.decode("utf-8-sig", "replace"), newline="")
        try:
            return list(csv.reader(text))
        except csv.Error:
            return []

    def _round_trip(self, read: Any, kind: bool | None) -> None:
        y = [read.class_names[i] for i in read.y] if read.class_names else map(repr, read.y)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([*read.feature_names, read.target_name])
        writer.writerows([*map(repr, x), t] for x, t in zip(read.X, y))
        self.other.write_bytes(out.getvalue().encode())
        again = load_csv(self.other, read.target_name, classification=kind, header=True)
        must((again.X, again.class_names) == (read.X, read.class_names), "written, read, not equal")
        must(again.y == read.y, "targets written, read, and not equal")


class Models(Files):
    """Files of models: refused in a line with nothing changed, or saved and loaded the same."""

    tokens = fuzz_tokens.JSON

    def __init__(self) -> None:
        super().__init__()
        models = [
            nn.MLP(2, [3, 1], seed=1),
            nn.Layer(1, 2, seed=1),
            nn.Neuron(3, seed=1),
            nn.Sequential(nn.Layer(2, 2, seed=1), nn.Dropout(0.25), nn.Layer(2, 1, seed=2)),
        ]
        models[0].metadata = {"classes": ["a", "b"], "scale": [1.5, 2]}
        self.seeds = tuple(self._saved(model) for model in models)

    def _saved(self, model: nn.Module) -> bytes:
        model.save(self.file)
        return self.file.read_bytes()

    def made(self, rng: random.Random) -> bytes:
        return self.changed(rng, rng.choice(self.seeds))

    def changed(self, rng: random.Random, data: bytes) -> bytes:
        try:
            content = json.loads(data)
        except (ValueError, RecursionError):
            return super().changed(rng, data)
        if rng.random() < 0.15:
            return super().changed(rng, data)
        for _ in range(rng.choice((1, 1, 2, 3))):
            holders = list(_holders(content))
            if not holders:
                break
            holder, key = rng.choice(holders)
            kind = rng.randrange(4)
            if kind == 0:
                del holder[key]
            elif kind == 1 and isinstance(holder, dict):
                holder[rng.choice(["", "nin", "class", "layers", "p", "x", f"{key}0"])] = (
                    copy.deepcopy(holder[key])
                )
            elif kind == 2 and isinstance(holder[key], (int, float)):
                holder[key] += rng.choice((1, -1, 0.5))
            else:
                holder[key] = copy.deepcopy(rng.choice(fuzz_tokens.ODD))
        return json.dumps(content, indent=rng.choice((None, 1))).encode()

    def check(self, data: bytes) -> None:
        self.file.write_bytes(data)
        try:
            model = nn.load(self.file)
        except ModelFileError as error:
            well_said(error, str(self.file))
        else:
            self._round_trip(model)
        self._into_another()

    def _round_trip(self, model: nn.Module) -> None:
        model.save(self.other)
        again = nn.load(self.other)
        must(_state(again) == _state(model), "saved, loaded, and not the same numbers")
        must(again.description() == model.description(), "saved, loaded, and not the same model")
        must(repr(again.metadata) == repr(model.metadata), "not the same metadata")
        count = getattr(model, "nin", None)
        if count and model.parameters():
            model([1.0] * count)

    def _into_another(self) -> None:
        model = nn.MLP(2, [3, 1], seed=5)
        model.metadata = {"mine": 1}
        before = _state(model)
        try:
            model.load(self.file)
        except ModelFileError as error:
            well_said(error, str(self.file))
            must(_state(model) == before and model.metadata == {"mine": 1}, "changed, and refused")
        else:
            must(_state(model) == _state(nn.MLP(2, [3, 1]).load(self.file)), "not the same twice")


def _state(model: nn.Module) -> list[tuple[str, bytes]]:
    return [(name, bits(x)) for name, x in model.state_dict().items()]


def _holders(content: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in JSON data: what holds it, and its key there."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content)
    for key, part in list(pairs):
        yield content, key
        if isinstance(part, (dict, list)):
            yield from _holders(part)
