"""Training: `fit`, and what it is made of.

`samples` are looked at, `settings` written down; `joining` and `processes` are for trainings past
one machine. A learner computes: on `floats`, on `arrays`, in `jax_loops` (of `jax_steps`) or
`native_loops`, as `choice` finds. Around it is the care: `steps` are done wholly or not at all,
`checkpoints` are kept, `loop` goes through the epochs. `fitting` is where all of it is asked for.
"""

from nn.training.fitting import fit
from nn.training.joining import join
from nn.training.processes import ProcessError
from nn.training.samples import default_loss
from nn.training.steps import TrainingError

__all__ = ["ProcessError", "TrainingError", "default_loss", "fit", "join"]
