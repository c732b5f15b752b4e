"""How fast everything is, beside other libraries: `python -m benchmarks`.

In the order of reading: `workload` is the vocabulary; `workloads/` holds what is measured, one job
a file, and its docstring says how to add one; `formulas`, `arrays` and `learners` are what several
of them use; `peers` makes an environment for each library; `contenders` and `worker` are the two
ends of a process that does a job in one way; `measuring` takes the times, in turns; `results`,
`told`, `charts`, `reasons`, `korean` and `page` keep and show what was found. `compiled` and
`scalars` are parts of it under names of their own; `building`, `calls` and `scaling` look at
ourselves alone.
"""
