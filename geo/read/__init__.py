"""The first stage: from files, bytes, strings and web addresses to :class:`geo.model.Article`.

Read are plain text and Markdown in any encoding, PDF, Word (.docx) and HTML; a ZIP archive is unpacked into such files.

``Article.notes`` holds what a reader should know about how the text was read, as keys that the interfaces put into
words:

====================  ==============================================================================================
``encoding:cp1252``   the bytes did not say which encoding they are in; this one was guessed
``damaged:3``         this many places of a UTF-8 text were broken and became U+FFFD
``language:en``       the text is not German but, it seems, in this language (ISO 639-1)
====================  ==============================================================================================
"""

from geo.read.archive import is_archive, unpack
from geo.read.article import read_bytes, read_file, read_text, read_web

__all__ = ["is_archive", "read_bytes", "read_file", "read_text", "read_web", "unpack"]
