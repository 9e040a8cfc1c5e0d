"""Word documents from Word templates.

A template is prepared once (`preparing.py`); each rendering of it has a shape, which is built and proved once
(`shapes.py`); a document is the shape filled with its values, and read back (`rendering.py`).
"""

from mas_docs.documents.word.properties import DocumentProperties
from mas_docs.documents.word.rendering import WordDocument, render_word

__all__ = ["DocumentProperties", "WordDocument", "render_word"]
