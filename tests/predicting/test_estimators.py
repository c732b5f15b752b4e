"""`nn.MLPClassifier` and `nn.MLPRegressor`: estimators like any other to scikit-learn."""

import pickle
import subprocess
import sys
import warnings

import pytest

import nn

np = pytest.importorskip("numpy")
pytest.importorskip("sklearn")

from sklearn import datasets  # noqa: E402
from sklearn.exceptions import ConvergenceWarning, NotFittedError  # noqa: E402
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

X, Y = datasets.make_moons(200, noise=0.1, random_state=0)
QUICK = {
    "hidden_layer_sizes": (16,),
    "learning_rate_init": 0.02,
    "batch_size": 20,
    "max_iter": 40,
    "random_state": 0,
}

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.parametrize("kind", ["MLPClassifier", "MLPRegressor"])
def test_scikit_learn_finds_nothing_to_complain_of(kind):
    estimator = getattr(nn, kind)(**QUICK)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of data that checks make to be warned of
        results = check_estimator(estimator, on_skip=None, on_fail=None)
    names = {status: [r["check_name"] for r in results if r["status"] == status]
             for status in ("failed", "skipped", "passed")}  # fmt: skip
    assert names["failed"] == []
    assert len(names["passed"]) > 40
    assert len(names["skipped"]) <= 2


def test_it_works_in_a_pipeline_in_a_search_and_in_cross_validation():
    pipeline = make_pipeline(StandardScaler(), nn.MLPClassifier(**QUICK))
    assert cross_val_score(pipeline, X, Y, cv=3).mean() > 0.95
    search = GridSearchCV(
        pipeline, {"mlpclassifier__hidden_layer_sizes": [(1,), (16,)]}, cv=2, scoring="roc_auc"
    ).fit(X, Y)
    assert search.best_params_ == {"mlpclassifier__hidden_layer_sizes": (16,)}


def test_names_of_classes_come_back_and_their_probabilities_are_in_order():
    names = np.array(["moon", "a moon"])[Y]
    model = nn.MLPClassifier(**QUICK).fit(X, names)
    assert model.classes_.tolist() == ["a moon", "moon"]
    assert model.score(X, names) > 0.95
    probabilities = model.predict_proba(X)
    assert np.allclose(probabilities.sum(1), 1.0)
    assert (model.classes_[probabilities.argmax(1)] == model.predict(X)).all()
    outputs = np.array([model.model_(x).data for x in X])
    assert np.allclose(probabilities[:, 1], 1 / (1 + np.exp(-outputs)), rtol=1e-12)


def test_digits_reach_what_scikit_learn_s_own_class_reaches():
    from sklearn.neural_network import MLPClassifier

    digits = datasets.load_digits()
    parts = train_test_split(digits.data / 16.0, digits.target, random_state=0)
    settings = {"hidden_layer_sizes": (64,), "batch_size": 32, "max_iter": 20, "random_state": 0}
    ours, theirs = (
        kind(**settings).fit(parts[0], parts[2]).score(parts[1], parts[3])
        for kind in (nn.MLPClassifier, MLPClassifier)
    )
    assert theirs > 0.95
    assert ours > theirs - 0.01


def test_a_regressor_predicts_one_number_or_several():
    targets = np.stack([X[:, 0] ** 2, X[:, 0] - X[:, 1]], 1)
    one = nn.MLPRegressor(**QUICK).fit(X, targets[:, 0])
    several = nn.MLPRegressor(**QUICK).fit(X, targets)
    assert one.score(X, targets[:, 0]) > 0.95
    assert several.score(X, targets) > 0.95
    assert (one.predict(X).shape, several.predict(X).shape) == ((200,), (200, 2))


def test_how_the_training_went_can_be_read():
    model = nn.MLPClassifier(**{**QUICK, "max_iter": 7})
    with pytest.warns(ConvergenceWarning, match="still falling after max_iter=7 epochs"):
        model.fit(X, Y)
    assert model.n_iter_ == len(model.loss_curve_) == 7
    assert model.loss_ == model.loss_curve_[-1] < model.loss_curve_[0]
    assert isinstance(model.model_, nn.MLP)
    assert repr(model.model_).startswith("MLP of [Layer of [16 × ReLUNeuron(2)]")


def test_training_ends_when_the_loss_no_longer_falls():
    patient = nn.MLPClassifier(**{**QUICK, "max_iter": 500, "tol": 0.05, "n_iter_no_change": 3})
    assert patient.fit(X, Y).n_iter_ < 100
    stopped = nn.MLPClassifier(
        **{**QUICK, "max_iter": 500, "early_stopping": True, "n_iter_no_change": 5}
    ).fit(X, Y)
    assert stopped.n_iter_ < 500
    assert stopped.score(X, Y) > 0.8


def test_the_same_random_state_gives_the_same_model_and_a_copy_predicts_alike():
    first, second = (nn.MLPClassifier(**QUICK).fit(X, Y) for _ in range(2))
    assert first.model_.state_dict() == second.model_.state_dict()
    again = pickle.loads(pickle.dumps(first))
    assert (again.predict_proba(X) == first.predict_proba(X)).all()


def test_partial_fit_and_warm_start_go_on():
    model = nn.MLPClassifier(**QUICK)
    model.partial_fit(X[:50], np.zeros(50, int), classes=[0, 1])
    for _ in range(30):
        model.partial_fit(X, Y)
    assert model.score(X, Y) > 0.95
    assert model.n_iter_ == 31
    with pytest.raises(
        ValueError, match=r"y has classes \[2\] that were not there at first: \[0 1"
    ):
        model.partial_fit(X, Y + 1)
    warm = nn.MLPRegressor(**{**QUICK, "max_iter": 5, "warm_start": True}).fit(X, X[:, 0])
    known, loss = warm.model_, warm.loss_
    assert warm.fit(X, X[:, 0]).model_ is known
    assert warm.loss_ < loss


def test_what_cannot_be_is_told():
    with pytest.raises(ValueError, match="2 classes or more, got 1 class"):
        nn.MLPClassifier().fit(X, np.zeros(200))
    with pytest.raises(NotFittedError):
        nn.MLPClassifier().predict(X)
    with pytest.raises(ValueError, match="unknown optimizer 'lbfgs'; known are sgd"):
        nn.MLPClassifier(solver="lbfgs").fit(X, Y)
    with pytest.raises(ValueError, match="unknown activation 'softmax'"):
        nn.MLPClassifier(activation="softmax").fit(X, Y)
    with pytest.raises(AttributeError, match="module 'nn' has no attribute 'MLPTransformer'"):
        nn.MLPTransformer  # noqa: B018


def test_without_scikit_learn_one_line_names_the_extra():
    program = (
        "import sys; sys.modules['sklearn'] = None\n"
        "import nn\n"
        "try: nn.MLPClassifier\n"
        "except ImportError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    expected = "nn.MLPClassifier needs scikit-learn: pip install 'chainrule[data]'\n"
    assert (run.stdout, run.stderr) == (expected, "")
