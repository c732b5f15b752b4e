"""A library does jobs when it is asked to, in an environment of its own.

`python -m benchmarks.peer casadi` reads questions from its input, one a line, and answers each by
a line; both are JSON:

    ["make", "kalman", {"steps": 60}, [...]]    prepares a job; the answer is its number
    ["run", 0, 100]                             does it a hundred times; value and gradient
    ["clock"]                                   the seconds of processor time that it has used

The process times itself in turn with others, for it computes only while it is asked to. Nothing
of `autograd` is imported here.
"""

import gc
import json
import math
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.formulas import functions, job

Run = Callable[[int], list[float]]
Make = Callable[[Any, Any], Run]  # of a formula and its numbers, or of its columns of numbers


FLOATS = functions(math, normal_cdf=lambda a: 0.5 * math.erfc(-a / math.sqrt(2.0)))


def python(formula: Any, numbers: Any) -> Run:
    """The formula on floats: its value alone."""

    def run(rounds: int) -> list[float]:
        for _ in range(rounds):
            value = formula(numbers, FLOATS)
        return [value]

    return run


def casadi(formula: Any, numbers: Any) -> Run:
    """CasADi's graph of scalars, SX; its numbers go through buffers, which is its quickest call."""
    import casadi
    import numpy as np

    m = functions(casadi, normal_cdf=lambda a: 0.5 + 0.5 * casadi.erf(a / math.sqrt(2.0)))
    x = casadi.SX.sym("x", len(numbers))
    value = formula(casadi.vertsplit(x), m)
    function = casadi.Function("f", [x], [value, casadi.gradient(value, x)])
    columns = np.array(numbers)
    if columns.ndim == 2:
        function = function.map(columns.shape[1])
    given = columns.ravel("F")  # one option after the other
    values = np.zeros(columns[0].size)
    gradients = np.zeros(columns.size)
    buffer, evaluate = function.buffer()
    buffer.set_arg(0, memoryview(given))
    buffer.set_res(0, memoryview(values))
    buffer.set_res(1, memoryview(gradients))

    def run(rounds: int) -> list[float]:
        for _ in range(rounds):
            evaluate()
        return np.column_stack([values, gradients.reshape(len(values), -1)]).ravel().tolist()

    run.alive = function, buffer, given  # of these `evaluate` knows no more than their addresses
    return run


def jax(formula: Any, numbers: Any) -> Run:
    """JAX's jit, in double precision; on columns, of its vmap."""
    import jax
    import numpy as np

    jax.config.update("jax_enable_x64", True)

    def reduce(step: Any, xs: Any, start: Any) -> Any:
        start = jax.tree.map(jax.numpy.float64, start)
        return jax.lax.scan(lambda *s: (step(*s), None), start, np.array(xs))[0]

    m = functions(jax.numpy, normal_cdf=jax.scipy.special.ndtr, reduce=reduce)
    columns = [np.array(x) for x in numbers]

    def value(x: Any) -> Any:
        return formula(x, m)

    both = jax.value_and_grad(value)
    compiled = jax.jit(jax.vmap(both) if columns[0].ndim else both)

    def run(rounds: int) -> list[float]:
        for _ in range(rounds):
            value, gradient = jax.block_until_ready(compiled(columns))
        return np.stack([value, *gradient]).ravel("F").tolist()

    return run


LIBRARIES: dict[str, Make] = {"python": python, "casadi": casadi, "jax": jax}


def main() -> None:
    """Answers until there are no more questions."""
    make = LIBRARIES[sys.argv[1]]
    jobs: list[Run] = []
    for question in sys.stdin:
        print(json.dumps(answered(make, jobs, *json.loads(question))), flush=True)


def answered(make: Make, jobs: list[Run], *question: Any) -> Any:
    """The answer, or what went wrong."""
    try:
        return answer(make, jobs, *question)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def answer(make: Make, jobs: list[Run], verb: str, *arguments: Any) -> Any:
    """What is answered to one question."""
    if verb == "clock":
        return time.process_time()
    if verb == "run":
        number, rounds = arguments
        return jobs[number](rounds)
    name, sizes, numbers = arguments
    jobs.append(make(job(name, sizes), numbers))
    gc.collect()
    gc.freeze()
    return len(jobs) - 1


if __name__ == "__main__":
    main()
