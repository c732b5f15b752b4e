"""How fast everything is, beside other libraries: `python -m benchmarks`.

In the order of reading: `workload` is the vocabulary; `workloads/` holds what is measured, a file
for a kind of job, and its docstring says how to add one. What several of them use: `arrays`,
`learners`, `gradients`, `formulas` with `formula_peers`, `scalar_libraries` with `scalar_graphs`,
`microgpt` with `microgpt_arrays`, `two_moons` with `first_results`. Then the harness: `peers` makes
an environment for each library; `contenders` and `worker` are the two ends of a process that does a
job in one way; `measuring` takes the times, in turns; `results` keeps them, and `told`, `growth`,
`charts`, `page` and `korean` with `korean_jobs` show them. `compiled`, `scalars` and `eager` are
parts of it under names of their own; `building`, `calls` and `scaling` are looks at single figures.
"""
