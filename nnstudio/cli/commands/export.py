"""Takes a trained network elsewhere, in a format that other tools load."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from nnstudio.cli.arguments import Parser
from nnstudio.cli.files import open_project, require_writable
from nnstudio.cli.output import say_wrapped
from nnstudio.exchange import export, exporters
from nnstudio.project.trained import load_trained


def parser() -> Parser:
    """The arguments of `nnstudio export`."""
    formats = "\n".join(f"  {found.short_name:<15}{found.suffix:<15}{found.label}" for found in exporters())
    made = Parser("export", f"Take a trained network elsewhere.\n\nformats:\n{formats}")
    made.add_file("the trained project (.nnstudio)")
    made.add_argument("--to", type=Path, metavar="OUT", required=True, help="the file to write")
    made.add_argument("--format", metavar="F", help="one of the formats, where the ending of OUT does not tell it")
    made.add_checkpoint()
    made.add_argument("--verify", action="store_true", help="read the file back and compare its predictions with ours")
    return made


def run(arguments: Namespace) -> int:
    """Write the file."""
    out: Path = arguments.to
    require_writable(out)
    trained = load_trained(open_project(arguments.file), keepsake=arguments.checkpoint)
    difference = export(trained, out, arguments.format, verify=arguments.verify)
    say_wrapped(f"Wrote {out}.")
    if difference is not None:
        say_wrapped(f"Its predictions differ from the network's by {difference:.1g} at most.")
    return 0
