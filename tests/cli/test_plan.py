import pytest


@pytest.mark.usefixtures("square")
def test_a_plan_names_every_step_in_80_columns(nnstudio):
    result = nnstudio("plan square.json")
    assert result.status == 0
    lines = [line.split() for line in result.out.splitlines()]
    headings = [line[0] for line in lines if len(line) == 1 and line != ["losses"]]
    assert [name for name in headings if name in ("input", "forward", "loss", "backward", "update")] == [
        "input",
        "forward",
        "loss",
        "backward",
        "update",
    ]
    assert "Dense “hidden”" in result.out
    assert "A batch of 32 samples on one thread takes" in result.out
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.usefixtures("square")
def test_the_batch_can_be_chosen(nnstudio):
    plan = nnstudio("plan square.json --batch 10 --json").json
    assert plan["batch"] == 10
    assert plan["memory"] > sum(plan["memory_by_node"].values())
    assert plan["operations"] == 10 * 2 * (8 + 8 + 8 + 2 * 8)


@pytest.mark.usefixtures("iris")
def test_json_holds_every_part_of_a_step(nnstudio):
    plan = nnstudio("plan iris.json --json").json
    assert (plan["slices"], plan["threads"], plan["seconds"], plan["peak"]) == (1, 1, None, None)
    step = next(step for step in plan["steps"] if step["stage"] == "backward" and step["nodes"] == ["output"])
    assert step.pop("calls") > 0
    assert step.pop("bytes") > 0
    assert step == {
        "stage": "backward",
        "title": "Dense “output”",
        "nodes": ["output"],
        "kernel": "plain",
        "inputs": [[8]],
        "output": [3],
        "parts": 1,
        "operations": 2 * 2 * 32 * 8 * 3,
        "seconds": None,
        "share": None,
        "of_peak": None,
    }


@pytest.mark.usefixtures("iris")
def test_a_profile_adds_up_to_the_time_of_a_batch(nnstudio):
    plan = nnstudio("plan iris.json --profile 5 --json").json
    assert plan["batches"] == 5
    assert plan["peak"] > 0
    shares = [step["share"] for step in plan["steps"]]
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) == pytest.approx(1)
    assert all(step["of_peak"] > 0 for step in plan["steps"] if step["operations"])


@pytest.mark.usefixtures("square")
def test_a_profile_is_shown_in_80_columns(nnstudio):
    result = nnstudio("plan square.json --profile")
    assert "the mean of 20" in result.out
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.usefixtures("trained")
def test_a_project_has_a_plan(nnstudio):
    assert "Dense “hidden”" in nnstudio("plan square.nnstudio").out


@pytest.mark.usefixtures("square")
@pytest.mark.parametrize("line", ["plan square.json --profile 0", "plan square.json --batch 0"])
def test_no_batches_are_refused_in_a_sentence(nnstudio, line):
    result = nnstudio(line)
    assert (result.status, result.out) == (2, "")
    assert result.err.endswith(".\n")


def test_a_document_without_data_is_refused_in_a_sentence(nnstudio, write):
    write(data=None)
    assert nnstudio("plan square.json").status == 2
