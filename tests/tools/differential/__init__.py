"""Random programs, run in every way the library has, against references of other making.

    python -m tests.tools.differential --minutes 10 --seed 1
    python -m tests.tools.differential --seed 1 --only 4711     one program of that run again

Read in this order: `program` (what a program is), `generate` (how one is drawn), `rules` and
`elementary` (the mathematics of each operation, in fifty digits), `tape` (values, derivatives and
how far rounding may move them), `paths`, `compiled` and `fitting` (the ways to run it), `compare`
(what counts as a difference), `shrink` and `script` (what is printed of one).
"""
