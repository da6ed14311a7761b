"""What came of a training: its curves, its evaluation, the insides of its layers, and the runs before it.

Nothing here imports pyqtgraph while the window starts: plots are made right after the first frame (`deferred`).
"""

from nnstudio.studio.results.curves_view import CurvesView
from nnstudio.studio.results.evaluate_view import EvaluateView
from nnstudio.studio.results.inspect_view import InspectView
from nnstudio.studio.results.run_log import RunLog
from nnstudio.studio.results.run_record import RunRecord
from nnstudio.studio.results.runs_view import RunsView

__all__ = ["CurvesView", "EvaluateView", "InspectView", "RunLog", "RunRecord", "RunsView"]
