"""`MLPClassifier` and `MLPRegressor`: models in scikit-learn's interface.

They go wherever scikit-learn takes an estimator: into pipelines, searches, cross-validation. Names
and defaults of the arguments are those of its own classes of these names; the training is `nn.fit`,
and what it trained is an `nn.MLP`, in the attribute `model_`, to draw, to explore and to save.
"""

from nn.estimators.networks import MLPClassifier, MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]
