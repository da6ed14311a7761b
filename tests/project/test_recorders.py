from nnstudio.engine.state import TrainingState
from nnstudio.project.recorders import Recorders


class Memory:
    def __init__(self):
        self.heard = []

    def epoch(self, row):
        self.heard.append(row)

    def checkpoint(self, state):
        self.heard.append(state)

    def keep(self, name, state):
        self.heard.append((name, state))

    def end(self, state, reason):
        self.heard.append((state, reason))


def test_several_recorders_hear_the_same():
    memories = [Memory(), Memory()]
    state = TrainingState({}, {"epoch": 1})
    together = Recorders(memories)
    together.epoch({"loss": 0.5})
    together.checkpoint(state)
    together.keep("best", state)
    together.end("stopped", "Stopped.")
    heard = [{"loss": 0.5}, state, ("best", state), ("stopped", "Stopped.")]
    assert [memory.heard for memory in memories] == [heard, heard]
