"""`History`: what `nn.fit` returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from autograd.telling import value_error
from nn.files import Json

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Record = dict[str, Any]  # what callbacks add to it may be of any kind


class History(list[Record]):
    """A record per epoch: `{"epoch": 1, "loss": 0.69, "lr": 0.01}`, with "val_loss" if validated.

    "loss" is the mean over the epoch's batches while the model was learning, "val_loss" the loss
    on the validation data after the epoch, "lr" the learning rate of the epoch.

    Attributes:
        stopped: why the run ended: "epochs" (all done), "early stopping", "callback",
            "interrupted" (Ctrl-C), or "error" in the history that a `TrainingError` carries.
    """

    stopped: str = "epochs"

    # Hung on by `nn.pictures`, which draws them.
    plot: ClassVar[Callable[..., Axes]]
    _repr_mimebundle_: ClassVar[Callable[..., dict[str, str]]]

    def state_dict(self) -> Json:
        """The records and why the run ended, as JSON data if callbacks add no other to them."""
        return {"records": [dict(record) for record in self], "stopped": self.stopped}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Takes the records that `state_dict` gave in the place of its own.

        Raises:
            ValueError: it is not the state of a history. Nothing is changed then.
        """
        if set(state_dict) != {"records", "stopped"}:
            raise value_error(
                "this is not the state of a History: it needs ['records', 'stopped'], "
                f"got {sorted(state_dict)}"
            )
        self[:] = [dict(record) for record in state_dict["records"]]
        self.stopped = state_dict["stopped"]

    def __repr__(self) -> str:
        if not self:
            return f"<History of 0 epochs, stopped: {self.stopped}>"
        curves = (
            f", {key} {self[0][key]:.4g} → {self[-1][key]:.4g}"
            for key in ("loss", "val_loss")
            if key in self[0]
        )
        return f"<History of {len(self)} epoch(s){''.join(curves)}, stopped: {self.stopped}>"
