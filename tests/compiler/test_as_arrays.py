"""The tests of small programs once more, each as arrays.

So few numbers as these tests have are quicker in plain Python, which the compiler writes for them.
"""

# ruff: noqa: F403  (all their tests)

import pytest

pytest.importorskip("numpy")
from autograd.compiler.run import ways
from tests.compiler.test_calls import *
from tests.compiler.test_compile import *
from tests.compiler.test_compile_refusals import *
from tests.compiler.test_corners import *
from tests.compiler.test_forms import *
from tests.compiler.test_many_results import *
from tests.compiler.test_places import *
from tests.compiler.test_structures import *
from tests.compiler.test_unused_errors import *
from tests.compiler.test_vmap import *
from tests.compiler.test_vmap_models import *

# These are about what is written as plain Python, about JAX, or about time.
del test_an_irregular_graph_runs_as_plain_python  # noqa: F821
del test_jax_runs_batches_too, test_so_it_is_on_jax  # noqa: F821
del test_time_grows_with_the_number_of_results_and_not_with_its_square  # noqa: F821


@pytest.fixture(autouse=True)
def arrays_however_small(monkeypatch):
    monkeypatch.setattr(ways, "ARRAY_STATEMENT", 0.0)
