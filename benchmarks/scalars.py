"""Scalar code as machine code, beside other libraries: `python -m benchmarks.scalars`.

Each job is ordinary scalar code (see `benchmarks/formulas.py`), of which value and gradient are
computed. All programs are first seen to give the same numbers, and are then timed in turns on one
thread, by processor time; a time is the median of the turns, a ratio the median of their ratios.
Recording and compiling do not count. Other libraries run in processes of their own, in an
environment that is made for them and kept; what can't be installed is left out. (AADC is another
such library; the licence of its free edition forbids comparisons.)

    --quick          shorter turns, and fewer
    --only NAME      only jobs with this in their name, such as kalman
    --peers NAMES    casadi, jax, or nothing at all; both if not said
    --folder FOLDER  the environment for them
"""

import argparse
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import autograd
from benchmarks import formulas
from benchmarks.compiled import one_thread
from benchmarks.measuring import Contest, Numbers, Program, Ratio, report
from benchmarks.peers import PACKAGES, Worker, environment, version

FOLDER = Path.home() / ".cache" / "chainrule" / f"peers-{platform.python_version()}"
VALUES = formulas.functions(autograd)
WITHOUT_JAX = ["rosenbrock", "random graph"]  # XLA takes minutes for so long straight-line code
CODE = "native, the code alone"
CALL = "native, a call and backward()"
ARRAYS = "native, on arrays"
TITLES = {
    "pendulum": "pendulum with drag, 200 steps of Runge and Kutta",
    "rosenbrock": "Rosenbrock's valley of 1,000 variables",
    "random graph": "a graph of 2,400 operations drawn by lot",
    "kalman": "Kalman filter's likelihood, 60 steps",
    "bodies": "6 bodies that attract each other, 10 steps",
    "implicit": "stiff oscillator, 40 implicit steps by Newton",
    "options": "10,000 Black-Scholes prices with five derivatives",
}


def main() -> None:
    """Prints the table; the exit status says whether a program failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scalars", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", metavar="NAME", default="")
    parser.add_argument("--peers", nargs="*", choices=PACKAGES, default=[*PACKAGES])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    arguments = parser.parse_args()

    one_thread()
    import llvmlite
    import numpy as np

    print(f"CPython {platform.python_version()}, NumPy {np.__version__}, ", end="")
    print(f"llvmlite {llvmlite.__version__}, one thread of {processor()}", flush=True)
    turns, duration = (3, 0.1) if arguments.quick else (7, 0.5)
    failed = False
    with ExitStack() as stack:
        peers = {name: stack.enter_context(x) for name, x in workers(arguments)}
        for name in formulas.FORMULAS:
            if arguments.only not in name:
                continue
            try:
                report(contest(name, {}, peers), turns, duration)
            except Exception as error:  # the rest of the table is wanted nevertheless
                print(f"{name}: {type(error).__name__}: {error}")
                failed = True
    sys.exit(failed)


def processor() -> str:
    """What the machine calls its processor."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.split(": ")[1] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def workers(arguments: argparse.Namespace) -> Iterator[tuple[str, Worker]]:
    """Python itself, and those libraries that can be had."""
    yield "python", Worker(sys.executable, "python")
    interpreter = environment(arguments.folder) if arguments.peers else Path()
    for package in arguments.peers:
        found = version(interpreter, package)
        if found:
            print(f"{PACKAGES[package]} {found}", flush=True)
            yield package, Worker(interpreter, package)
        else:
            print(f"{PACKAGES[package]} can't be installed, and is left out", flush=True)


def contest(
    name: str, sizes: dict[str, int], peers: dict[str, Worker], numbers: Any = None
) -> Contest:
    """All programs for a job that can be run here."""
    numbers = formulas.numbers_of(name) if numbers is None else numbers
    formula = formulas.job(name, sizes)
    programs = our_options(formula, numbers) if name == "options" else ours(formula, numbers)
    if name != "options":
        python = peers["python"].program("plain Python, value alone", name, sizes, numbers)
        python.partial = True
        programs.append(python)
    for package, title in (("casadi", "CasADi SX"), ("jax", "JAX")):
        if package in peers and (package != "jax" or name not in WITHOUT_JAX):
            programs.append(peers[package].program(title, name, sizes, numbers))
    return Contest(TITLES[name], programs, ratios(name, programs))


def ratios(job: str, programs: list[Program]) -> list[Ratio]:
    """What is said of each of our machine codes, beside the others; and what is wanted."""
    names = [program.name for program in programs]
    natives = [name for name in names if name.startswith("native")]
    wanted = {"CasADi SX": 1.0 if job == "options" else 0.5, "JAX": 1.0}
    peers = [name for name in names if name in wanted]
    found = [Ratio(native, peer, at_most=wanted[peer]) for peer in peers for native in natives]
    others = [name for name in names if name not in (*natives, *peers)]
    return [*found, *(Ratio(other, natives[-1]) for other in others)]


def ours(formula: Any, numbers: Numbers) -> list[Program]:
    """Value and gradient by the engine, and compiled."""
    import numpy as np

    parameters = [autograd.Value(x) for x in numbers]

    def loss() -> Any:
        return formula(parameters, VALUES)

    def value_and_grad(x: Any) -> Any:
        return autograd.value_and_grad(lambda x: formula(x, VALUES))(x)

    native = autograd.compile(loss, backend="native")
    lines = autograd.compile(loss, backend="numpy")
    scipy = autograd.compile(value_and_grad, backend="native")
    return [
        Program(CODE, partial(code_alone, native, parameters)),
        Program(CALL, partial(with_backward, native, parameters)),
        Program(ARRAYS, partial(on_numbers, scipy, np.array(numbers))),
        Program("compiled without machine code", partial(with_backward, lines, parameters)),
        Program("eager", partial(with_backward, loss, parameters)),
    ]


def code_alone(compiled: Any, parameters: list[Any], rounds: int) -> Numbers:
    """The two halves of the program, without Values around them."""
    lifted = compiled.program()
    code, numbers = lifted.code, [parameter.data for parameter in lifted.parameters]
    for _ in range(rounds):
        results, saved = code.forward(numbers, [])
        (gradient,) = code.backward(saved, [1.0])
    found = dict(zip(lifted.parameters, gradient))
    return [*results, *(found.get(parameter, 0.0) for parameter in parameters)]


def with_backward(loss: Callable[[], Any], parameters: list[Any], rounds: int) -> Numbers:
    """As in a loop that trains: Values, whose gradients are set to zero before each step."""
    for _ in range(rounds):
        for parameter in parameters:
            parameter.grad = 0.0
        value = loss()
        value.backward()
    return [value.data, *(parameter.grad for parameter in parameters)]


def on_numbers(both: Any, x: Any, rounds: int) -> Numbers:
    """As SciPy calls it: an array goes in, a float and an array come back."""
    for _ in range(rounds):
        value, gradient = both.numpy(x)
    return [float(value), *map(float, gradient)]


def our_options(formula: Any, columns: list[Numbers]) -> list[Program]:
    """All prices with their five derivatives."""
    import numpy as np

    def price(*x: Any) -> Any:
        return formula(x, VALUES)

    priced = autograd.vmap(autograd.value_and_grad(price))
    arrays = list(map(np.array, columns))
    backends = {"native": ARRAYS, "numpy": "compiled to NumPy"}
    return [
        Program(title, partial(on_columns, autograd.compile(priced, backend=backend), arrays))
        for backend, title in backends.items()
    ]


def on_columns(priced: Any, columns: list[Any], rounds: int) -> Numbers:
    """Arrays go in, and arrays come back."""
    import numpy as np

    for _ in range(rounds):
        value, greeks = priced.numpy(*columns)
    return list(map(float, np.stack([value, *greeks], 1).ravel()))


if __name__ == "__main__":
    main()
