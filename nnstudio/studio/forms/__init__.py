"""Forms made from declarations: whatever the catalog declares can be edited without a line of code of its own."""

from nnstudio.studio.forms.editors import editor_for
from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.form import Form
from nnstudio.studio.forms.unfinished import abandon_typing, finish_typing, refused_typing

__all__ = ["SEVERAL", "FieldEditor", "Form", "abandon_typing", "editor_for", "finish_typing", "refused_typing"]
