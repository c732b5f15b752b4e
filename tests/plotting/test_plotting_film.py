"""Films of learning: each picture is the boundary of its epoch, and the model is left as it was."""

import base64
import io
import json
import re

import pytest

import nn
from nn import plotting

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
np = pytest.importorskip("numpy")

from PIL import Image  # noqa: E402

X, Y = nn.data.moons(24, seed=1)
SMALL = {"resolution": 8}


@pytest.fixture(autouse=True)
def english_again():
    yield
    plotting.language("en")
    matplotlib.rcdefaults()


def a_film(epochs=5, **settings):
    model = nn.MLP(2, [4, 1], activation="tanh", seed=1)
    film = plotting.Film(X, Y, **SMALL, **settings)
    film({"epoch": 0}, model)
    history = nn.fit(model, X, Y, epochs=epochs, lr=0.1, seed=1, callbacks=[film], progress=False)
    return film, model, history


def images_of(html):
    frames = json.loads(re.search(r"const frames = (.*);", html)[1])
    return [
        (caption, Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))))
        for caption, source in frames
    ]


def test_every_picture_shows_the_boundary_of_its_epoch(monkeypatch):
    drawn = []
    original = plotting.film.draw_regions

    def draw_regions(ax, across, up, outputs, threshold):
        drawn.append((across, up, outputs, ax.get_title()))
        original(ax, across, up, outputs, threshold)

    monkeypatch.setattr(plotting.film, "draw_regions", draw_regions)
    film, model, history = a_film()
    captions, images = film.develop()
    assert captions == ["epoch 0", *(f"epoch {r['epoch']}, loss {r['loss']:.4f}" for r in history)]
    assert len(images) == len(drawn) == 6
    # An independent second run, stopped after each epoch.
    for epoch, (across, up, outputs, _) in enumerate(drawn):
        again = nn.MLP(2, [4, 1], activation="tanh", seed=1)
        if epoch:
            nn.fit(again, X, Y, epochs=epoch, lr=0.1, seed=1, progress=False, compile=False)
        expected = [[again([a, b]).data for a in across] for b in up]
        assert np.allclose(outputs, expected, rtol=1e-9)
    assert np.allclose(drawn[-1][2], [[model([a, b]).data for a in across] for b in up])


def test_only_the_regions_and_the_title_move():
    film, _, _ = a_film()
    first, last = (np.asarray(film.develop()[1][i].convert("L")).astype(int) for i in (0, -1))
    differs = abs(first - last) > 40
    assert differs.any()
    height, width = differs.shape
    assert not differs[int(0.93 * height) :].any()  # the axis below
    assert not differs[:, : int(0.08 * width)].any()  # the axis to the left


def test_developing_leaves_parameters_gradients_and_modes_as_they_were():
    film, model, _ = a_film()
    model.parameters()[0].grad = 5.0
    before = model.state_dict(), [m.training for m in model.modules()]
    film.develop()
    assert before == (model.state_dict(), [m.training for m in model.modules()])
    assert model.parameters()[0].grad == 5.0


def test_of_many_epochs_as_many_as_asked_for_are_shown_from_first_to_last():
    film, _, _ = a_film(epochs=30, frames=4)
    captions, images = film.develop()
    assert [int(re.match(r"epoch (\d+)", c)[1]) for c in captions] == [0, 10, 20, 30]
    assert len(images) == 4


def test_a_gif_has_the_pictures_and_the_last_one_stays(tmp_path):
    film, _, _ = a_film()
    film.save(tmp_path / "a.GIF", fps=10)
    with Image.open(tmp_path / "a.GIF") as gif:
        assert gif.n_frames == 6
        assert gif.info["loop"] == 0
        assert gif.info["duration"] == 100
        gif.seek(5)
        assert gif.info["duration"] == 2000
    assert [path.name for path in tmp_path.iterdir()] == ["a.GIF"]


def test_the_same_training_gives_the_same_file(tmp_path):
    for name in ("a.gif", "b.gif", "a.html", "b.html"):
        a_film(epochs=2)[0].save(tmp_path / name)
    for ending in ("gif", "html"):
        a, b = ((tmp_path / f"{name}.{ending}").read_bytes() for name in "ab")
        assert a == b


def test_a_page_holds_all_it_shows_and_speaks_korean(tmp_path):
    if not plotting.style.installed_fonts():
        pytest.skip("no Korean font")
    plotting.language("ko")
    film, _, history = a_film()
    film.save(tmp_path / "a.html")
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "http" not in html
    assert '<html lang="ko">' in html
    assert "재생" in html
    captions, images = zip(*images_of(html))
    assert captions[1] == f"에포크 1, 손실 {history[0]['loss']:.4f}"
    assert all(image.size == images[0].size for image in images)


def test_a_notebook_shows_the_page_in_a_frame():
    film, _, _ = a_film(epochs=2)
    html = film._repr_html_()
    assert html.startswith("<iframe")
    assert "<script>" not in html
    import html as entities

    assert len(images_of(entities.unescape(html))) == 3
    assert plotting.Film(X, Y)._repr_html_() is None
    assert repr(film) == "<Film of 3 epoch(s)>"


def test_a_page_in_which_a_caption_looks_like_code_stays_a_page():
    html = plotting.page.of(["</script><b>"], [b""], 8)
    assert html.count("</script>") == 1


def test_what_cannot_be_filmed_is_refused(tmp_path):
    film, _, _ = a_film(epochs=1)
    with pytest.raises(ValueError, match=r"must end in \.gif or \.html"):
        film.save(tmp_path / "a.mp4")
    with pytest.raises(ValueError, match="fps must be above 0"):
        film.save(tmp_path / "a.gif", fps=0)
    with pytest.raises(ValueError, match="no epoch has been filmed"):
        plotting.Film(X, Y).save(tmp_path / "a.gif")
    with pytest.raises(ValueError, match="another model"):
        film({"epoch": 1}, nn.MLP(2, [1]))
    with pytest.raises(ValueError, match="at least 2 frames"):
        plotting.Film(X, Y, frames=1)
    with pytest.raises(ValueError, match="plane has 2 coordinates"):
        plotting.Film([[1.0, 2.0, 3.0]], [0])
    assert list(tmp_path.iterdir()) == []
