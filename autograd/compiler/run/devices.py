"""Over several devices: which they are, and how arrays lie on them.

All devices run one program (SPMD: single program, multiple data). An array is *split* along an
axis, an equal part of it on each device, or *replicated*, whole on each. From that XLA works out
which device computes what, and what they have to tell each other: a gradient of parameters, for
one, is the sum over all devices of what their samples contribute.

Devices are those of this process, and those of all processes that `jax.distributed.initialize`
has joined. There every process runs the same code on the same numbers, in the same order.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from numbers import Integral
from typing import TYPE_CHECKING
from zlib import crc32

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from autograd.recording import ProcessError
from autograd.telling import told, type_error, value_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

AXIS = "batch"
ON_A_CPU = "XLA_FLAGS=--xla_force_host_platform_device_count"

# Two threads whose programs reach two devices in two orders could wait for each other for ever.
_one_at_a_time = threading.RLock()


def double_precision() -> AbstractContextManager[None]:
    """A context in which JAX computes in float64, for this thread alone."""
    if hasattr(jax, "enable_x64"):
        inside: AbstractContextManager[None] = jax.enable_x64(True)
    else:
        from jax.experimental import enable_x64  # where it was before JAX 0.8

        inside = enable_x64()
    return inside


class Devices:
    """Devices that share the samples.

    Arguments:
        choice: "all", every device of all joined processes; a whole number, so many of this
            process's devices; or the devices themselves.

    Attributes:
        mesh: the devices, along one axis called "batch".

    Raises:
        ValueError: there are not so many, or this process has no part in them.
        TypeError: what is given are no devices.
    """

    def __init__(self, choice: object) -> None:
        self.mesh = Mesh(np.array(devices_of(choice)), (AXIS,))
        self._all_equal = jax.jit(lambda x: (x == x[0]).all(), out_shardings=self.everywhere)

    def __len__(self) -> int:
        """How many they are."""
        return int(self.mesh.size)

    def divide(self, shape: tuple[int, ...]) -> bool:
        """Whether an array of this shape can be split along its first axis."""
        return bool(shape) and shape[0] > 0 and shape[0] % len(self) == 0

    def split(self, array: NDArray[np.float64], axis: int = 0) -> jax.Array:
        """The array, an equal part of the axis on each device; its length is a multiple of them.

        Every process gives the whole array, and keeps what its own devices need.
        """
        return self._placed(array, PartitionSpec(*[None] * axis, AXIS))

    def replicated(self, array: NDArray[np.float64]) -> jax.Array:
        """The array, whole on each device."""
        return self._placed(array, PartitionSpec())

    @contextmanager
    def together(self) -> Iterator[None]:
        """Inside, all devices compute at once, and for no other thread.

        Raises:
            ProcessError: JAX fails, and there are other processes that may have ended.
        """
        try:
            with _one_at_a_time:
                yield
        except (ValueError, RuntimeError) as error:  # what JAX raises for all that can go wrong
            if not self.joined or isinstance(error, ProcessError):
                raise
            reason = " ".join(str(error).split())[:200]
            raise ProcessError(
                f"another process has ended, or cannot be reached: {reason}"
            ) from error

    @property
    def joined(self) -> bool:
        """Whether they are those of several processes."""
        return len({device.process_index for device in self.mesh.devices.flat}) > 1

    @property
    def everywhere(self) -> NamedSharding:
        """How a replicated array lies: what jitted functions are given as `out_shardings`."""
        return NamedSharding(self.mesh, PartitionSpec())

    def agree(self, text: str, arrays: Iterable[NDArray[np.float64]]) -> bool:
        """Whether all joined processes come here with the same text and the same arrays.

        Their checksums are compared (CRC-32), each process writing its own on its own devices.
        """
        if not self.joined:
            return True
        found = crc32(text.encode())
        for array in arrays:
            found = crc32(array.tobytes(), crc32(repr(array.shape).encode(), found))
        with double_precision():
            return bool(self._all_equal(self.split(np.full(len(self), float(found)))))

    def _placed(self, array: NDArray[np.float64], spec: PartitionSpec) -> jax.Array:
        sharding = NamedSharding(self.mesh, spec)
        with double_precision():
            return jax.make_array_from_callback(array.shape, sharding, lambda index: array[index])


def devices_of(choice: object) -> list[jax.Device]:
    """The devices that `devices=` means, in the order in which samples are dealt out to them."""
    if isinstance(choice, str) and choice == "all":
        return [*jax.devices()]
    if choice is not True and isinstance(choice, Integral):
        return _first(int(choice))
    given = [] if isinstance(choice, str) or not isinstance(choice, Iterable) else [*choice]
    found = [device for device in given if isinstance(device, jax.Device)]
    if not found or len(found) < len(given):
        raise type_error(f"devices is 'all', a whole number or devices of JAX, got {choice!r}")
    return _fit_together(found)


def _first(count: int) -> list[jax.Device]:
    if count < 1:
        raise value_error(f"devices is a whole number from 1 on, got {count}")
    joined = jax.process_count()
    if joined > 1:
        raise value_error(
            f"devices={count} counts those of one process, and here {joined} are joined: "
            "take devices='all', which is every device of all of them"
        )
    found = [*jax.local_devices()]
    if count > len(found):
        raise value_error(
            f"devices={count}, but JAX finds {len(found)} here ({found[0].platform}); to try it "
            f"with the parts of a CPU, set {ON_A_CPU}={count} before Python starts"
        )
    return found[:count]


def _fit_together(devices: list[jax.Device]) -> list[jax.Device]:
    if len({*devices}) < len(devices) or len({device.platform for device in devices}) > 1:
        raise value_error(f"devices must be of one kind and each given once, got {devices}")
    if not any(device.process_index == jax.process_index() for device in devices):
        raise value_error(
            f"none of the devices {devices} is one of this process ({jax.process_index()}), which "
            "must have a part in what it computes"
        )
    return devices


def refuse_whole(name: str, shapes: Mapping[str, tuple[int, ...]], choice: object) -> None:
    """Raises ValueError where no argument could be split, and all devices would do the same."""
    devices = Devices(choice)
    if len(devices) == 1 or any(map(devices.divide, shapes.values())):
        return
    given = ", ".join(f"{x} {shape}" for x, shape in shapes.items()) or told("no numbers")
    raise value_error(
        f"{name} has nothing to split over {len(devices)} devices: it is given {given}; give it a "
        f"multiple of {len(devices)} samples along the first axis of an argument, or name fewer "
        "devices"
    )
