"""What gives another number at each call is refused: clocks, files, chance, the system."""

import importlib

import pytest

import autograd

pytest.importorskip("numpy")

# By hand: what of Python's own library has a state that nobody can watch.
CHANGING = {
    "time": "time perf_counter monotonic process_time thread_time localtime gmtime ctime strftime "
    "time_ns perf_counter_ns monotonic_ns process_time_ns thread_time_ns",
    "os": "environ getenv urandom getpid listdir scandir stat getcwd times getloadavg",
    "os.path": "exists isfile isdir getmtime getsize",
    "secrets": "choice randbelow randbits token_bytes token_hex SystemRandom",
    "uuid": "uuid1 uuid4",
    "random": "SystemRandom",
    "sys": "modules stdin argv _getframe getrefcount",
    "inspect": "currentframe stack",
    "importlib": "import_module",
    "io": "open",
    "json": "load",
    "pickle": "load",
    "subprocess": "run check_output Popen call",
    "urllib.request": "urlopen",
    "numpy": "load loadtxt genfromtxt fromfile",
}
FUNCTIONS = [(module, name) for module, names in CHANGING.items() for name in names.split()]
BUILTINS = ["eval", "exec", "globals", "locals", "input", "open", "__import__", "breakpoint"]
OF_PATHS = ["read_text", "read_bytes", "exists", "stat", "is_file", "is_dir", "iterdir", "glob"]


def function_of(line, **names):
    """f(x), which gives 2·x behind a line that is never run to its end by the compiler alone."""
    scope = {"autograd": autograd, **names}
    exec(compile(f"def f(x):\n    {line}\n    return 2.0 * x\n", "<somebody>", "exec"), scope)
    return scope["f"]


@pytest.mark.parametrize(("module", "name"), FUNCTIONS)
def test_a_function_that_gives_what_it_likes_is_refused_however_it_is_reached(module, name):
    pytest.importorskip(module)
    home = importlib.import_module(module)
    if not hasattr(home, name):
        pytest.skip("not on this system")
    for f in (
        function_of(f"thing = home.{name}", home=home),
        function_of("thing = given", given=getattr(home, name)),
    ):
        with pytest.raises(autograd.TraceError, match=name):
            autograd.compile(f)(1.5)


@pytest.mark.parametrize("name", BUILTINS)
def test_so_is_a_built_in_one(name):
    with pytest.raises(autograd.TraceError, match=name):
        autograd.compile(function_of(f"thing = {name}"))(1.5)


@pytest.mark.parametrize("name", OF_PATHS)
def test_so_is_what_a_path_says_of_its_file(name, tmp_path):
    with pytest.raises(autograd.TraceError, match=rf"Path\.{name}"):
        autograd.compile(function_of(f"thing = path.{name}", path=tmp_path))(1.5)


@pytest.mark.parametrize(
    "line", ["datetime.now", "datetime.utcnow", "datetime.today", "date.today"]
)
def test_so_is_the_date_of_today(line):
    import datetime

    f = function_of(f"thing = {line}", datetime=datetime.datetime, date=datetime.date)
    with pytest.raises(autograd.TraceError, match=line.partition(".")[2]):
        autograd.compile(f)(1.5)


def test_the_rest_of_these_modules_may_be_used():
    import datetime
    import json
    import math
    import os
    import pathlib
    import time
    import uuid

    lines = {
        "json.dumps({'a': 1})": json,
        "math.sqrt(2.0)": math,
        "os.sep": os,
        "time.struct_time": time,
        "uuid.UUID(int=1)": uuid,
        "pathlib.PurePath('a').name": pathlib,
        "datetime.date(2020, 1, 1).year": datetime,
    }
    for line, module in lines.items():
        f = function_of(f"thing = {line}", **{module.__name__: module})
        assert autograd.compile(f)(1.5).data == 3.0
