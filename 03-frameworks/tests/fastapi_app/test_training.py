"""Training: the same result every time, and better than no model."""

from pathlib import Path

import numpy as np
import pytest

from fastapi_app.model_files import library_version, load
from fastapi_app.training import FEATURES, data_set, main, train, version_of
from tests.fastapi_app.trained import trained


def test_the_data() -> None:
    rows, species = data_set()
    assert rows.shape == (150, len(FEATURES))
    assert {str(name): int((species == name).sum()) for name in set(species)} == {
        "setosa": 50,
        "versicolor": 50,
        "virginica": 50,
    }


def test_training_is_deterministic() -> None:
    rows, _ = data_set()
    first, second = train(), train()
    assert first.card == second.card
    assert np.array_equal(first.classifier.predict_proba(rows), second.classifier.predict_proba(rows))


def test_the_model_beats_the_baseline_by_far() -> None:
    card = trained().card
    assert card.baseline == pytest.approx(1 / 3)
    assert card.accuracy > 0.9


def test_accuracy_is_that_on_rows_not_trained_on() -> None:
    """Counted by hand over the same split: the rows that the card's 105 are not among."""
    from sklearn.model_selection import train_test_split  # type: ignore[import-untyped]  # the package ships no types

    model = trained()
    rows, species = data_set()
    _, test_rows, _, test_species = train_test_split(rows, species, test_size=0.3, random_state=0, stratify=species)
    guesses = [model.card.classes[best] for best in model.classifier.predict_proba(test_rows).argmax(axis=1)]
    right = sum(guess == truth for guess, truth in zip(guesses, test_species, strict=True))
    assert model.card.accuracy == pytest.approx(right / len(test_rows))
    assert model.card.data == "iris, 105 rows"


def test_the_card_knows_what_was_seen() -> None:
    card = trained().card
    rows, _ = data_set()
    assert tuple(card.ranges) == FEATURES
    for (low, high), column in zip(card.ranges.values(), rows.T, strict=True):
        assert column.min() <= low < high <= column.max()
    assert card.classes == ["setosa", "versicolor", "virginica"]
    assert card.library == library_version()


def test_the_version_changes_with_everything_that_decides_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, species = data_set()
    parameters = {"seed": 0, "strength": 1.0}
    original = version_of(rows, species, parameters)
    other_rows, other_species = rows.copy(), species.copy()
    other_rows[0, 0] += 0.1
    other_species[0] = "virginica"

    versions = [
        original,
        version_of(other_rows, species, parameters),
        version_of(rows, other_species, parameters),
        version_of(rows, species, {**parameters, "strength": 2.0}),
    ]
    monkeypatch.setattr("fastapi_app.training.library_version", lambda: "scikit-learn 0.1")
    versions.append(version_of(rows, species, parameters))

    assert len(set(versions)) == len(versions)
    assert all(len(version) == 12 and int(version, 16) >= 0 for version in versions)
    monkeypatch.undo()
    assert version_of(rows, species, parameters) == original


def test_parameters_reach_the_model() -> None:
    default, strong, seeded = trained(), train(strength=0.01), train(seed=1)
    assert len({default.card.version, strong.card.version, seeded.card.version}) == 3
    flower = [[6.0, 2.8, 4.8, 1.6]]
    assert strong.classifier.predict_proba(flower).max() < default.classifier.predict_proba(flower).max()


def test_main_writes_a_file_that_can_be_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "models" / "iris.skops"
    main([str(path)])
    out = capsys.readouterr().out
    assert f"version {trained().card.version}" in out
    assert "accuracy on unseen rows: 0.98" in out
    assert "always the same answer:  0.33" in out
    assert f"TODOS_MODEL={path}" in out
    assert load(path).card == trained().card


def test_main_takes_one_path() -> None:
    with pytest.raises(SystemExit, match="expected one path for the model, not 2"):
        main(["a", "b"])
