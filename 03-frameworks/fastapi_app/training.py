"""Training: from a data set to a model file, the same file content every time.

Training is a program and no request: it runs on a schedule or by hand, and the server only reads what it wrote. It is
deterministic (a fixed seed, a split that keeps the classes' shares), judged on rows that it has not seen, and compared
with a baseline, since "98 % right" means nothing until you know what a constant answer gets. The version is a hash of
everything that decides the result, so equal versions mean equal models.

The data: 150 irises of three species, four lengths in centimetres each, shipped with scikit-learn.

Cost: seconds, nearly all of them the import of scikit-learn; the training itself takes 10 ms.
Not for: data that does not fit in memory, or experiments by a team (MLflow, Weights & Biases), or a pipeline of steps
(Dagster, Airflow). What stays: seed, split, baseline, version.
Asked: what is data leakage, and why does the scaler belong inside the pipeline?
Source: https://scikit-learn.org/stable/common_pitfalls.html and Fisher, The use of multiple measurements, 1936.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi_app.model_files import Model, ModelCard, library_version, save

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEATURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
"""The columns of the data, in the order in which the model wants them; all in centimetres."""


def data_set() -> "tuple[NDArray[np.float64], NDArray[np.str_]]":
    """Return the measurements (150 rows, one column for each of ``FEATURES``) and the species of each row."""
    from sklearn.datasets import load_iris  # type: ignore[import-untyped]  # the package ships no types

    iris = load_iris()
    return iris.data, iris.target_names[iris.target]


def version_of(rows: "NDArray[np.float64]", species: "NDArray[np.str_]", parameters: dict[str, float]) -> str:
    """Return 12 hexadecimal digits that change when a value, a species, a parameter or the library's version does."""
    digest = hashlib.sha256()
    digest.update(rows.astype("<f8").tobytes())  # one byte order, so that every machine computes the same version
    digest.update(json.dumps([species.tolist(), parameters, library_version()], sort_keys=True).encode())
    return digest.hexdigest()[:12]


def train(seed: int = 0, strength: float = 1.0, test_share: float = 0.3) -> Model:
    """Return a logistic regression over scaled features, judged on the ``test_share`` of rows kept aside.

    ``strength`` is the inverse of the regularization, as scikit-learn's ``C``. The same arguments give the same model.
    The card's ranges are those of the rows trained on, its classes stand in the order of the probabilities, and its
    data reads ``iris, 105 rows``.
    """
    from sklearn.dummy import DummyClassifier  # type: ignore[import-untyped]  # the package ships no types
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # as above
    from sklearn.model_selection import train_test_split  # type: ignore[import-untyped]  # as above
    from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]  # as above
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]  # as above

    rows, species = data_set()
    train_rows, test_rows, train_species, test_species = train_test_split(
        rows, species, test_size=test_share, random_state=seed, stratify=species
    )
    # The scaler learns its means inside the pipeline, from the training rows alone; outside it would see the test.
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=strength))
    classifier.fit(train_rows, train_species)
    baseline = DummyClassifier(strategy="most_frequent").fit(train_rows, train_species)
    card = ModelCard(
        version=version_of(rows, species, {"seed": seed, "strength": strength, "test_share": test_share}),
        library=library_version(),
        data=f"iris, {len(train_rows)} rows",
        classes=[str(name) for name in classifier.classes_],
        ranges={
            name: (float(low), float(high))
            for name, low, high in zip(FEATURES, train_rows.min(axis=0), train_rows.max(axis=0), strict=True)
        },
        accuracy=float(classifier.score(test_rows, test_species)),
        baseline=float(baseline.score(test_rows, test_species)),
    )
    return Model(classifier, card)


def main(arguments: list[str] | None = None) -> None:
    """Train, and print accuracy against the baseline; with a path given, write the model there.

    For instance: ``python -m fastapi_app.training .todos-data/iris.skops``.
    """
    paths = sys.argv[1:] if arguments is None else arguments
    if len(paths) > 1:
        raise SystemExit(f"training: expected one path for the model, not {len(paths)}")
    model = train()
    print(f"trained on {model.card.data}, version {model.card.version}")
    print(f"accuracy on unseen rows: {model.card.accuracy:.2f}")
    print(f"always the same answer:  {model.card.baseline:.2f}")
    for path in paths:
        save(model, Path(path))
        print(f"written to {path}; serve it with TODOS_MODEL={path}")


if __name__ == "__main__":
    main()
