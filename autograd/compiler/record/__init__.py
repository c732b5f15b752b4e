"""A function is listened to: every scalar node that it makes, and what it goes by besides.

In the order of reading:

    marks                   operations that only recordings have
    borders, asked          whose code it is; what code asks for by name
    stand_ins, tracing      what it is given for numbers; listens to it
    region, batching        one sample recorded for all of a vmap
    watching, kinds         whether a variable is as it was; what can be followed
    undoing, finding        what the function changes, and goes by besides its arguments
    glance, guards          whether that is as it was, in one go, and one by one
    argument, call          an argument taken apart; all those of a call
    likes, likeness, form   calls of a form that is known
    draws                   random numbers
    results, recording      the form of what comes back; all that was heard
    packed                  the same in few bytes, for later
    captured, returned      the names that the user has for parameters, and for results
"""

from autograd.compiler.record.argument import Nesting, Numbers, as_list
from autograd.compiler.record.batching import BatchingRecorder, Replay, representatives
from autograd.compiler.record.call import Call, argument_names, is_taken
from autograd.compiler.record.captured import captured_lists
from autograd.compiler.record.draws import Draws
from autograd.compiler.record.form import Form, KnownCall
from autograd.compiler.record.guards import MovingError, Surroundings
from autograd.compiler.record.marks import (
    COMPARISONS,
    CONSTANT,
    DETACH,
    EQUAL,
    GREATER,
    GREATER_EQUAL,
    PARAMETER,
    WITHOUT_GRADIENT,
)
from autograd.compiler.record.packed import Packed
from autograd.compiler.record.recording import Heard, Recording, record
from autograd.compiler.record.region import BatchingError, Region
from autograd.compiler.record.results import Results, as_arrays, index, reader
from autograd.compiler.record.returned import returned_names
from autograd.compiler.record.stand_ins import TracedNumber
from autograd.compiler.record.tracing import Recorder, trace

__all__ = [
    "COMPARISONS",
    "CONSTANT",
    "DETACH",
    "EQUAL",
    "GREATER",
    "GREATER_EQUAL",
    "PARAMETER",
    "WITHOUT_GRADIENT",
    "BatchingError",
    "BatchingRecorder",
    "Call",
    "Draws",
    "Form",
    "Heard",
    "KnownCall",
    "MovingError",
    "Nesting",
    "Numbers",
    "Packed",
    "Recorder",
    "Recording",
    "Region",
    "Replay",
    "Results",
    "Surroundings",
    "TracedNumber",
    "argument_names",
    "as_arrays",
    "as_list",
    "captured_lists",
    "index",
    "is_taken",
    "reader",
    "record",
    "representatives",
    "returned_names",
    "trace",
]
