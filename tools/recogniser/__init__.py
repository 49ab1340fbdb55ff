"""The training pipeline of the recogniser: ``python -m tools.recogniser`` runs all of it (see ``__main__``)."""
