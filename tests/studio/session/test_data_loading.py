import threading

import numpy as np
import pytest

from nnstudio.data import loading
from nnstudio.data.reference import DataReference
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_from_json
from nnstudio.studio.session import data_loading
from nnstudio.studio.session.data_loading import DataLoader
from nnstudio.studio.session.session import Session


@pytest.fixture
def session():
    network = {"nodes": [{"id": "points", "type": "Input", "config": {"shape": [2]}}], "edges": []}
    return Session(document_from_json({"format": "nnstudio", "version": 1, "network": network}))


@pytest.fixture
def loader(qapp, session):
    del qapp
    loader = DataLoader(session)
    yield loader
    loader.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "data loader"]


@pytest.fixture
def gate(monkeypatch):
    """Holds every reading until it is opened, and counts them."""

    class Gate:
        def __init__(self):
            self.opened = threading.Event()
            self.readings = []

        def load(self, reference, folder):
            self.readings.append(reference)
            assert self.opened.wait(10)
            return loading.load(reference, folder)

    gate = Gate()
    monkeypatch.setattr(data_loading, "load", gate.load)
    yield gate
    gate.opened.set()


def use(session, reference):
    session.do(edits.set_data(session.document, reference))


def test_the_data_is_read_on_another_thread_and_described_to_the_session(qtbot, session, loader, gate):
    use(session, DataReference(source="sample:xor", validation_split=0.2))
    assert loader.busy
    assert loader.prepared is None
    with qtbot.waitSignal(loader.loaded):
        gate.opened.set()
    assert not loader.busy
    assert loader.prepared.train.inputs["points"].shape == (160, 2)
    assert session.description == loader.prepared.description
    assert session.description.input_shapes == {"points": (2,)}


def test_what_cannot_be_read_is_told(qtbot, session, loader, tmp_path):
    loader.folder = lambda: tmp_path
    with qtbot.waitSignal(loader.failed) as failed:
        use(session, DataReference(source="missing.csv"))
    assert failed.args[0].startswith("There is no file 'missing.csv'")
    assert loader.error == failed.args[0]
    assert session.description is None
    assert failed.args[0] in [problem.message for problem in session.problems if problem.code == "data"]


def test_columns_for_a_second_input_are_chosen_by_a_repair(qtbot, session, loader, tmp_path):
    np.savez(tmp_path / "arrays.npz", x=np.zeros((4, 2)), y=np.zeros(4))
    loader.folder = lambda: tmp_path
    session.do(edits.paste(session.document, session.document.network.nodes, (), (40.0, 0.0)))
    with qtbot.waitSignal(loader.failed):
        use(session, DataReference(source="arrays.npz", target="y"))
    problem = next(problem for problem in session.problems if problem.code == "data")
    with qtbot.waitSignal(loader.loaded):
        session.mend(problem, "Choose columns for “points” and “points_2”")
    assert session.document.data.inputs == {"points": ("x",), "points_2": ("x",)}
    assert "data" not in [problem.code for problem in session.problems]


def test_rows_that_cannot_be_prepared_are_there_to_choose_from(qtbot, session, loader, tmp_path):
    np.savez(tmp_path / "arrays.npz", x=np.zeros((4, 2)), y=np.zeros(4))
    loader.folder = lambda: tmp_path
    with qtbot.waitSignal(loader.failed):
        use(session, DataReference(source="arrays.npz", target="z"))
    assert list(loader.dataset.columns) == ["x", "y"]
    assert "'z'" in loader.error


def test_a_result_that_is_no_longer_wanted_is_dropped(qtbot, session, loader, gate):
    use(session, DataReference(source="sample:xor"))
    use(session, DataReference(source="sample:moons"))
    use(session, DataReference(source="sample:circles"))
    with qtbot.waitSignal(loader.loaded):
        gate.opened.set()
    assert session.description.name == "circles"
    assert [reference.source for reference in gate.readings] == ["sample:xor", "sample:circles"]


def test_another_split_does_not_read_the_source_again(qtbot, session, loader, gate):
    gate.opened.set()
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:xor"))
    with qtbot.waitSignal(loader.loaded):
        use(session, session.document.data.replace(validation_split=0.5))
    assert len(gate.readings) == 1
    assert session.description.validation_rows == 100


def test_the_description_stays_while_only_the_split_changes(qtbot, session, loader):
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:xor"))
    with qtbot.waitSignal(loader.loaded):
        use(session, session.document.data.replace(validation_split=0.5))
        assert session.description is not None
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:moons"))
        assert session.description is None


def test_another_input_node_has_the_data_prepared_for_it(qtbot, session, loader):
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:xor"))
    with qtbot.waitSignal(loader.loaded):
        session.do(edits.rename_node(session.document, "points", "plane"))
    assert list(loader.prepared.train.inputs) == ["plane"]


def test_a_network_without_an_input_learns_the_shape_of_the_data(qtbot, session, loader):
    session.do(edits.remove(session.document, ["points"]))
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:xor"))
    assert session.description.input_shapes == {"input": (2,)}


def test_another_document_starts_anew(qtbot, session, loader):
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:xor"))
    session.replace(Document())
    assert loader.dataset is None
    assert loader.prepared is None
    assert session.description is None


def test_a_file_that_changed_is_read_again_when_asked_for(qtbot, session, loader, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b,y\n1,2,3\n2,3,4\n")
    loader.folder = lambda: tmp_path
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="table.csv"))
    path.write_text("a,b,y\n1,2,3\n2,3,4\n3,4,5\n")
    with qtbot.waitSignal(loader.loaded):
        loader.reload()
    assert session.description.rows == 3


def test_closing_waits_for_the_thread_and_tells_nothing_more(qtbot, session, gate):
    loader = DataLoader(session)
    use(session, DataReference(source="sample:xor"))
    with qtbot.assertNotEmitted(loader.changed, wait=50):
        gate.opened.set()
        loader.close()
    use(session, DataReference(source="sample:moons"))
    assert len(gate.readings) == 1


def test_undo_brings_the_former_data_back(qtbot, session, loader):
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:xor"))
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="sample:moons"))
    with qtbot.waitSignal(loader.loaded):
        session.undo()
    assert session.description.name == "xor"
    session.undo()
    assert session.description is None


def test_what_is_prepared_is_at_hand_for_a_training_until_its_file_is_written_anew(qtbot, session, loader, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b,y\n1,2,3\n2,3,4\n")
    loader.folder = lambda: tmp_path
    with qtbot.waitSignal(loader.loaded):
        use(session, DataReference(source="table.csv"))
    document = session.document
    assert loader.at_hand(document) is loader.prepared
    assert loader.at_hand(document) is not None
    assert loader.at_hand(apply(document, edits.rename_node(document, "points", "plane"))) is None
    assert loader.at_hand(Document()) is None
    path.write_text("a,b,y\n1,2,3\n2,3,4\n3,4,5\n")
    assert loader.at_hand(document) is None
    path.unlink()
    assert loader.at_hand(document) is None
