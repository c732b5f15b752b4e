"""Random programs, run in every way the library has, against references of other making.

    python -m tests.tools.differential --minutes 10 --seed 1
    python -m tests.tools.differential --seed 1 --only 4711     one program of that run again

Read in this order: `program` (what a program is), `statements` and `generate` (how one is drawn),
`rules` with `elementary`, `special`, `several` and `families` (the mathematics of each operation,
in fifty digits), `tape` and `chain` (values, derivatives and how far rounding may move them),
`compare` (what counts as a difference), `paths`, `compiled`, `fitting` and `others` (the ways to
run it), `shrink` and `script` (what is printed of one).
"""
