"""Exported modules, run where this library cannot be imported."""

import pickle
import subprocess
import sys

PROGRAM = """
import importlib.util, pickle, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("autograd", "nn"):
            raise ModuleNotFoundError(f"{name} is not here")

sys.meta_path.insert(0, Refuse())
for name in ("autograd", "nn"):
    try:
        __import__(name)
    except ModuleNotFoundError:
        continue
    raise SystemExit(f"{name} can be imported")

def plain(thing):
    if isinstance(thing, dict):
        return {key: plain(part) for key, part in thing.items()}
    if hasattr(thing, "_fields"):  # whose class is the module's
        return type(thing).__name__, [plain(part) for part in thing]
    return type(thing)(map(plain, thing)) if isinstance(thing, (list, tuple)) else thing

found = []
for path, calls in pickle.load(sys.stdin.buffer):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, args, keywords in calls:
        try:
            thing = getattr(module, name)
            result = thing(*args, **keywords) if callable(thing) else thing
        except Exception as error:
            result = type(error).__name__, str(error)
        found.append(plain(result))
assert not {"autograd", "nn"} & {*sys.modules}
sys.stdout.buffer.write(pickle.dumps(found))
"""


def isolated(*modules):
    """What the calls (name, arguments, keywords) of each (path, calls) give, one after the other.

    An error is the pair of its name and its message; a named tuple that of its name and its parts.
    """
    given = pickle.dumps([(str(path), calls) for path, calls in modules])
    # -I: no environment, no directory of the user's, and not that of the tests.
    run = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", PROGRAM], input=given, capture_output=True
    )
    assert run.returncode == 0, run.stderr.decode()
    return pickle.loads(run.stdout)
