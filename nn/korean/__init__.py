"""The Korean of what `nn` says, by rooms, as in `autograd.korean`."""

TEMPLATES: dict[str, str] = {}
