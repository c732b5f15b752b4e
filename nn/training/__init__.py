"""Training: `fit`, and what it is made of.

`fitting` reads what it was asked for: `samples` are looked at, `settings` written down; then `loop`
goes through the epochs, with `checkpoints`, and `steps` takes each step wholly or not at all: on
floats, on `arrays`, or in `jax_loops`.
"""

from nn.training.fitting import fit
from nn.training.samples import default_loss
from nn.training.steps import TrainingError

__all__ = ["TrainingError", "default_loss", "fit"]
