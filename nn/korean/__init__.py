"""The Korean of what `nn` says, by rooms, as in `autograd.korean`."""

from nn.korean import learning, models, pictures

ROOMS = (models.TEMPLATES, learning.TEMPLATES, pictures.TEMPLATES)
TEMPLATES = {english: korean for room in ROOMS for english, korean in room.items()}
