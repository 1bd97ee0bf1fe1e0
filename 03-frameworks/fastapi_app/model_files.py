"""Model files: a trained model on disk that cannot run code when it is read.

``pickle.load`` and ``joblib.load`` call whatever function the file names: who can replace the file owns the server.
skops writes a zip of arrays and a description, and builds only types from a list. This module asks for the list of
types that skops does not know, and refuses the file unless it is empty. Beside the classifier lies a card: the
version, what it was trained on and how good it is. Without one nobody can say which model gave an answer.

Cost: about 30 KB and 5 ms for the small model here; the import of scikit-learn takes seconds, so it waits until needed.
Not for: models of other languages or large networks. At work these are ONNX or safetensors files, kept in a registry
(MLflow, an object store with versions) whose names hold the hash.
Asked: why is unpickling a downloaded model remote code execution, and does a signature help?
Source: https://skops.readthedocs.io/en/stable/persistence.html and https://docs.python.org/3/library/pickle.html
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Classifier", "Model", "ModelCard", "ModelError", "library_version", "load", "save"]


class ModelError(Exception):
    """A model file cannot be used; the message is one line that says why and what to do."""


class Classifier(Protocol):
    """What is needed of a scikit-learn classifier, which ships no types."""

    def predict_proba(self, rows: "Sequence[Sequence[float]] | NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return one row of probabilities per row, in the order of the card's classes; each sums to 1."""
        ...


class ModelCard(BaseModel):
    """What is known about a model: it travels in the file, with the model."""

    model_config = ConfigDict(frozen=True)

    version: str = Field(description="Hash of data, parameters and library.", examples=["6f1d2c0b9a3e"])
    library: str = Field(description="The library that trained it.", examples=["scikit-learn 1.9.1"])
    data: str = Field(description="What it was trained on.", examples=["iris, 105 rows"])
    classes: list[str] = Field(description="Its answers, in the order of the probabilities.")
    ranges: dict[str, tuple[float, float]] = Field(description="Smallest and largest value seen, by feature, in cm.")
    accuracy: float = Field(ge=0, le=1, description="Right answers among rows that it has not seen.")
    baseline: float = Field(ge=0, le=1, description="The same for always answering the most frequent class.")


@dataclass(frozen=True)
class Model:
    """A classifier and its card."""

    classifier: Classifier
    card: ModelCard


def library_version() -> str:
    """Return the name and version of the installed library, such as ``scikit-learn 1.9.1``, without importing it."""
    return f"scikit-learn {installed_version('scikit-learn')}"


def save(model: Model, path: Path) -> None:
    """Write the model to ``path``, whose folder is made if it is missing.

    The file appears under its name only when it is complete: a server that starts meanwhile never reads half of one.
    """
    from skops.io import dump  # type: ignore[import-untyped]  # the package ships no types

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    dump({"classifier": model.classifier, "card": model.card.model_dump()}, unfinished)
    unfinished.replace(path)


def load(path: Path) -> Model:
    """Return the model in the file, or raise ModelError with one of these messages, ``path`` before each.

    - ``there is no such file; python -m fastapi_app.training writes one``
    - ``is no skops file`` (nor is a pickle: it is refused without being read)
    - ``holds types that are not trusted: NAME, NAME``
    - ``holds no model card``
    - ``was trained with LIBRARY, but this is LIBRARY; train it again`` (there is no stable format)
    """
    if not path.is_file():
        raise ModelError(f"{path}: there is no such file; python -m fastapi_app.training writes one")
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path}: is no skops file")

    from skops.io import get_untrusted_types
    from skops.io import load as load_trusted

    try:
        untrusted = get_untrusted_types(file=path)
        content = {} if untrusted else load_trusted(path, trusted=[])
    except (
        Exception
    ) as error:  # skops has no error of its own for a broken file: whichever is raised, it is no skops file
        raise ModelError(f"{path}: is no skops file") from error
    if untrusted:
        raise ModelError(f"{path}: holds types that are not trusted: {', '.join(untrusted)}")

    try:
        card = ModelCard.model_validate(content["card"])
        classifier: Classifier = content["classifier"]
    except (KeyError, TypeError, ValidationError) as error:
        raise ModelError(f"{path}: holds no model card") from error
    if card.library != library_version():
        raise ModelError(f"{path}: was trained with {card.library}, but this is {library_version()}; train it again")
    return Model(classifier, card)
