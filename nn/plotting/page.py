"""A page that shows pictures one after the other: one file, with nothing to load and to install."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.fonts import spelled
from autograd.telling import language

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
  body {{ margin: 0; font: 16px sans-serif; color: #111; background: #fff; }}
  main {{ max-width: {width}px; }}
  img {{ width: 100%; display: block; }}
  div {{ display: flex; gap: 0.8em; align-items: center; padding: 0 1em; }}
  input {{ flex: 1; }}
  button {{ font: inherit; min-width: 5em; padding: 0.2em 0.6em; }}
</style>
<main>
  <img alt="">
  <div>
    <button>{play}</button>
    <input type="range" min="0" max="{last}" value="{last}" aria-label="{epoch}">
  </div>
</main>
<script>
  const frames = {frames};
  const [picture, button, slider] = document.querySelectorAll("img, input, button");
  let timer = null;
  function show() {{
    const [caption, source] = frames[slider.valueAsNumber];
    picture.src = source;
    picture.alt = caption;
    slider.setAttribute("aria-valuetext", caption);
  }}
  function pause() {{
    clearInterval(timer);
    timer = null;
    button.textContent = "{play}";
  }}
  function step() {{
    if (slider.value === slider.max) return pause();
    slider.stepUp();
    show();
  }}
  button.onclick = () => {{
    if (timer) return pause();
    if (slider.value === slider.max) slider.value = 0;
    show();
    button.textContent = "{pause}";
    timer = setInterval(step, {milliseconds});
  }};
  slider.oninput = () => {{ pause(); show(); }};
  show();
</script>
</html>
"""


def of(
    captions: Sequence[str], pictures: Sequence[bytes], fps: float, width: int | None = None
) -> str:
    """The page, which begins with the last picture: a button plays all, a slider goes to each.

    Arguments:
        captions: what each picture is, for its description.
        pictures: PNG files.
        fps: pictures per second while it plays.
        width: the most pixels that a picture may be wide; by default 800.
    """
    import base64
    import json

    sources = [f"data:image/png;base64,{base64.b64encode(p).decode()}" for p in pictures]
    frames = json.dumps(list(zip(captions, sources)), ensure_ascii=False).replace("<", "\\u003c")
    return PAGE.format(
        language=language(),
        title=spelled("training"),
        width=width or 800,
        last=len(pictures) - 1,
        play=spelled("play"),
        pause=spelled("pause"),
        epoch=spelled("epoch"),
        frames=frames,
        milliseconds=round(1000 / fps),
    )


def framed(
    captions: Sequence[str], pictures: Sequence[bytes], fps: float, size: tuple[int, int]
) -> str:
    """The page in a frame of its own, for notebooks."""
    import html

    width, height = size
    source = html.escape(of(captions, pictures, fps, width))
    return (
        f'<iframe title="{spelled("training")}" srcdoc="{source}" width="{width}" '
        f'height="{height + 50}" style="border: 0; max-width: 100%"></iframe>'
    )
