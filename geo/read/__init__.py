"""The first stage: plain text and Markdown, from files, bytes and strings, to :class:`geo.model.Article`.

``Article.notes`` holds what a reader should know about how the text was read, as keys that the interfaces put into
words:

====================  ==============================================================================================
``encoding:cp1252``   the bytes did not say which encoding they are in; this one was guessed
``damaged:3``         this many places of a UTF-8 text were broken and became U+FFFD
``language:en``       the text is not German but, it seems, in this language (ISO 639-1)
====================  ==============================================================================================
"""

from geo.read.article import read_bytes, read_file, read_text

__all__ = ["read_bytes", "read_file", "read_text"]
