"""Which devices `devices=` means, and how arrays lie on them."""

import pytest

from autograd.compiling import check_devices
from tests.compiler.processes import on_devices

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")
from autograd.compiler.run.devices import Devices  # noqa: E402  (which needs JAX)


def test_an_array_is_split_into_equal_parts_or_whole_on_each_device():
    code = """
import jax, numpy as np
from autograd.compiler.run.devices import Devices
four, array = Devices("all"), np.arange(24.0).reshape(8, 3)
print(len(four), len(Devices(2)), len(Devices(jax.devices()[1:])), four.mesh.axis_names)
rows, columns, whole = four.split(array), four.split(array.T, 1), four.replicated(array)
for shown, given in ((rows, array), (columns, array.T), (whole, array)):
    assert shown.dtype == np.float64 and (np.asarray(shown) == given).all()
    print({shard.device.id: shard.data.shape for shard in shown.addressable_shards})
print([four.divide(shape) for shape in ((8, 3), (4,), (6, 4), (0, 4), ())])
"""
    assert on_devices(4, code).splitlines() == [
        "4 2 3 ('batch',)",
        "{0: (2, 3), 1: (2, 3), 2: (2, 3), 3: (2, 3)}",
        "{0: (3, 2), 1: (3, 2), 2: (3, 2), 3: (3, 2)}",
        "{0: (8, 3), 1: (8, 3), 2: (8, 3), 3: (8, 3)}",
        "[True, True, False, False, False]",
    ]


def test_all_devices_of_a_laptop_may_be_one():
    assert len(Devices("all")) == jax.device_count()


def test_what_are_no_devices_is_refused():
    for choice in ("some", 2.5, [], [1], True, b"all", None):
        with pytest.raises(TypeError, match="devices is 'all', a whole number or devices of JAX"):
            Devices(choice)


@pytest.mark.parametrize("count", [0, -1])
def test_no_device_at_all_is_refused(count):
    with pytest.raises(ValueError, match=f"from 1 on, got {count}"):
        Devices(count)


def test_more_devices_than_there_are_is_refused_and_the_message_says_how_to_try_it():
    count = jax.local_device_count() + 1
    mend = f"set XLA_FLAGS=--xla_force_host_platform_device_count={count} before Python starts"
    with pytest.raises(ValueError, match=mend):
        Devices(count)


def test_a_device_given_twice_is_refused():
    with pytest.raises(ValueError, match="each given once"):
        Devices(jax.devices()[:1] * 2)


def test_devices_of_other_processes_alone_are_refused(monkeypatch):
    monkeypatch.setattr(jax, "process_index", lambda: 7)
    with pytest.raises(ValueError, match=r"none of the devices .* is one of this process \(7\)"):
        Devices(jax.devices())


def test_a_number_of_devices_is_refused_where_processes_are_joined(monkeypatch):
    monkeypatch.setattr(jax, "process_count", lambda: 3)
    with pytest.raises(ValueError, match="here 3 are joined: take devices='all'"):
        Devices(1)


@pytest.mark.parametrize("backend", ["auto", "numpy", "native", None])
def test_devices_are_for_jax_alone(backend):
    check_devices(None, backend)
    check_devices("all", "jax")
    with pytest.raises(ValueError, match="devices='all' needs backend='jax'"):
        check_devices("all", backend)
