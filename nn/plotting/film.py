"""`Film`: decision regions while a model learns, as a GIF or as a page to step through."""

from __future__ import annotations

import io
import os
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograd.files import write_whole
from autograd.fonts import spelled
from autograd.telling import value_error
from nn.history import Record
from nn.module import Module
from nn.plotting import page
from nn.plotting.grid import Grid
from nn.plotting.regions import coordinates, draw_regions, draw_samples, plane, threshold_of
from nn.plotting.style import new_figure, with_all_letters
from nn.progress import progress_bar
from nn.ranges import positive

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


class Film:
    """What a model makes of the plane after every epoch: a callback of `nn.fit`.

        film = nn.plotting.Film(X, y)
        nn.fit(model, X, y, callbacks=[film])
        film.save("moons.gif")

    While the model learns, only its parameters are kept; the pictures are drawn at the end. In a
    notebook a film shows itself, with a slider.

    Arguments:
        X: n samples of 2 numbers, drawn on top.
        y: their classes: 0, 1, ..., or -1 and 1.
        frames: the most pictures of the film; of more epochs it shows as many, evenly spaced.
        class_names, threshold, resolution: as in `decision_boundary`.

    Raises:
        ValueError: the samples do not have 2 numbers, or y does not hold classes.
    """

    def __init__(
        self,
        X: object,
        y: object,
        *,
        frames: int = 40,
        class_names: Sequence[str] = (),
        threshold: float | None = None,
        resolution: int = 64,
    ) -> None:
        self.X, self.y = plane(X, y)
        if frames < 2:
            raise value_error(f"a film needs at least 2 frames, got {frames}")
        self.frames = frames
        self.class_names = class_names
        self.threshold = threshold
        self.resolution = resolution
        self._model: Module | None = None
        self._epochs: list[tuple[Record, array[float]]] = []

    def __call__(self, record: Record, model: Module) -> None:
        """Keeps the epoch's record, and the model's parameters after it.

        Called by hand before the training, it films the start: `film({"epoch": 0}, model)`.

        Raises:
            ValueError: the epochs before were those of another model.
        """
        if self._model not in (None, model):
            raise value_error("this film is of another model; make a new Film for this one")
        self._model = model
        self._epochs.append((dict(record), array("d", [p.data for p in model.parameters()])))

    def save(self, path: str | os.PathLike[str], *, fps: float = 8, progress: bool = False) -> None:
        """Writes the film, whole or not at all.

        Arguments:
            path: a name that ends in .gif (an animation), or .html (a page with a slider, all in
                one file).
            fps: pictures per second; the last one stays longer.
            progress: show a bar while the pictures are drawn (needs tqdm).

        Raises:
            ValueError: another ending, fps is not positive, or no epoch has been filmed.
            ImportError: matplotlib is not installed.
            OSError: the file cannot be written; an earlier one is then as it was.
        """
        ending = os.path.splitext(path)[1].lower()  # noqa: PTH122  (pathlib takes long to import)
        if ending not in (".gif", ".html"):
            raise value_error(f"{path}: a film's name must end in .gif or .html")
        positive("fps", fps)
        captions, images = self.develop(progress)
        if ending == ".gif":
            write_whole(path, _gif(images, fps))
        else:
            write_whole(path, page.of(captions, [_png(image) for image in images], fps))

    def develop(self, progress: bool = False) -> tuple[list[str], list[Picture]]:
        """The caption of each picture, and the pictures as images of Pillow (`PIL.Image`).

        Raises:
            ValueError: no epoch has been filmed.
            ImportError: matplotlib is not installed.
        """
        model = self._model
        if model is None or not self._epochs:
            raise value_error("no epoch has been filmed: give the film to fit, callbacks=[film]")
        figure = new_figure(1)
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        canvas: Any = FigureCanvasAgg(figure)
        (ax,) = figure.axes
        across, up = coordinates(self.X, self.resolution)
        threshold = threshold_of(model, self.X) if self.threshold is None else self.threshold
        grid = Grid(model, across, up)
        draw_samples(ax, self.X, self.y, self.class_names)
        ax.legend(loc="upper right")
        ax.set_title(_caption(self._epochs[-1][0]))
        with_all_letters(figure)
        ax.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        canvas.draw()
        figure.set_layout_engine("none")  # from here on nothing moves but the regions
        samples = list(ax.collections)

        chosen, images = self._chosen(), []
        parameters = model.parameters()
        now = [parameter.data for parameter in parameters]
        try:
            with progress_bar(len(chosen), progress) as bar:
                for record, numbers in chosen:
                    for parameter, number in zip(parameters, numbers):
                        parameter.data = number
                    draw_regions(ax, across, up, grid.outputs(), threshold)
                    ax.set_title(_caption(record))
                    canvas.draw()
                    image = Image.frombytes("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
                    images.append(image.convert("RGB").quantize(128, dither=Image.Dither.NONE))
                    for drawn in set(ax.collections) - set(samples):
                        drawn.remove()
                    bar.update()
        finally:
            for parameter, number in zip(parameters, now):
                parameter.data = number
        return [_caption(record) for record, _ in chosen], images

    def _chosen(self) -> list[tuple[Record, array[float]]]:
        """At most `frames` of the epochs, evenly spaced, the first and the last among them."""
        last = len(self._epochs) - 1
        count = min(self.frames, last + 1)
        return [self._epochs[round(i * last / max(1, count - 1))] for i in range(count)]

    def _repr_html_(self) -> str | None:
        if not self._epochs:
            return None
        captions, images = self.develop()
        return page.framed(captions, [_png(image) for image in images], 8, images[0].size)

    def __repr__(self) -> str:
        return f"<Film of {len(self._epochs)} epoch(s)>"


def _caption(record: Record) -> str:
    loss = f", {spelled('loss')} {record['loss']:.4f}" if "loss" in record else ""
    return f"{spelled('epoch')} {record['epoch']}{loss}"


def _gif(images: list[Picture], fps: float) -> bytes:
    content = io.BytesIO()
    durations = [1000 / fps] * (len(images) - 1) + [2000]
    first, *others = images
    first.save(content, "GIF", save_all=True, append_images=others, duration=durations, loop=0)
    return content.getvalue()


def _png(image: Picture) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()
