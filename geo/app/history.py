"""What a reader has decided in this work, step by step, so that it can be undone and done again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from geo.model import Correction
from geo.sources.corrections import CorrectionFile

Decision: TypeAlias = tuple[Correction, ...]
"""One step of the reader's: the lines that it wrote."""


@dataclass(slots=True)
class History:
    """Each step is in the file of corrections the moment it is taken; undoing takes its lines out again."""

    done: list[Decision] = field(default_factory=list)
    undone: list[Decision] = field(default_factory=list)

    def decide(self, decision: Decision, file: CorrectionFile) -> None:
        """Take a step.

        Raises:
            CorrectionsUnwritable: the file cannot be written; nothing has been decided then.
        """
        file.append(decision)
        self.done.append(decision)
        self.undone.clear()

    def undo(self, file: CorrectionFile) -> Decision:
        """Take the last step back; the step, empty where there is none.

        Raises:
            CorrectionsUnwritable: the file cannot be written; nothing has been undone then.
        """
        if not self.done:
            return ()
        file.take_back(self.done[-1])
        self.undone.append(self.done.pop())
        return self.undone[-1]

    def redo(self, file: CorrectionFile) -> Decision:
        """Take the step again that was undone last; the step, empty where there is none.

        Raises:
            CorrectionsUnwritable: the file cannot be written; nothing has been decided then.
        """
        if not self.undone:
            return ()
        file.append(self.undone[-1])
        self.done.append(self.undone.pop())
        return self.done[-1]

    def take_back(self, decision: Decision, file: CorrectionFile) -> None:
        """Take lines of the file back, whoever wrote them: a step like any other that cannot be redone.

        Raises:
            CorrectionsUnwritable: the file cannot be written; nothing has been undone then.
        """
        file.take_back(decision)
        self.done = [step for step in self.done if step != decision]
        self.undone.clear()
