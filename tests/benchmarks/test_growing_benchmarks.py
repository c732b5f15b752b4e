"""Graphs have the nodes that they are called by; what is known of ways besides their times."""

import pytest

pytest.importorskip("numpy")

from benchmarks.results import failed
from benchmarks.workloads import eager_graphs, first_results


def test_the_expression_has_as_many_nodes_as_it_is_called_by():
    from autograd import Value, topological_order
    from benchmarks import scalar_graphs, scalar_libraries

    f, numbers = scalar_graphs.graph(eager_graphs.SIZES[0])
    m = scalar_libraries.chainrule()
    assert len(topological_order(f([Value(x) for x in numbers], m))) == eager_graphs.SIZES[0]


@pytest.mark.parametrize("nodes", [100, 1_000, 10_000])
def test_a_wide_graph_has_about_so_many_nodes(nodes):
    from autograd import Value, topological_order
    from benchmarks import scalar_graphs, scalar_libraries

    f, numbers = scalar_graphs.graph(nodes)
    graph = topological_order(f([Value(x) for x in numbers], scalar_libraries.chainrule()))
    assert len(graph) == pytest.approx(nodes, rel=0.05)


def test_the_stages_of_a_first_result_are_told_apart():
    workload = first_results.first(1_000)
    facts = next(way.facts for way in workload.ways if way.name == "chainrule")
    found = facts(**workload.sizes)
    assert set(found) == {f"{stage}, ms" for stage in ("import", "record", "compile", "call")}
    assert all(taken >= 0.0 for taken in found.values())


def test_a_node_weighs_less_than_one_of_micrograd():
    pytest.importorskip("micrograd")
    ours, theirs = (eager_graphs.weight(name)(nodes=1_000) for name in ("chainrule", "micrograd"))
    assert 100 < ours["bytes a node, built"] < theirs["bytes a node, built"]


def test_an_end_that_is_a_result_is_no_failure_of_the_run():
    way = {"trouble": "RecursionError: ...", "too_long": False, "difference": None}
    for may_end in (True, False):
        part = {"ways": [{**way, "may_end": may_end}], "tolerance": 1e-9}
        assert failed({"workloads": [part]}) is not may_end


def test_a_round_is_as_many_graphs_as_its_units_say():
    from benchmarks import scalar_graphs, scalar_libraries

    made = []

    def f(leaves, m):
        made.append(leaves)
        return leaves[0] * leaves[0]

    run = scalar_graphs.repeated(scalar_libraries.chainrule(), f, [3.0], graphs=5)
    assert run(2) == [9.0, 6.0]
    assert len(made) == 10
    graphs = [x for x in eager_graphs.WORKLOADS if "nodes" in x.sizes]
    assert len(graphs) == 6
    for workload in graphs:
        nodes = workload.sizes["nodes"]
        assert workload.steps == nodes * eager_graphs.GRAPHS.get(nodes, 1)
