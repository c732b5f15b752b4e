"""The Korean of what `nn` says, by rooms, as in `autograd.korean`."""

from nn.korean import command, data, learning, models, pictures

ROOMS = (
    models.TEMPLATES,
    learning.TEMPLATES,
    pictures.TEMPLATES,
    data.TEMPLATES,
    command.TEMPLATES,
)
TEMPLATES = {english: korean for room in ROOMS for english, korean in room.items()}
