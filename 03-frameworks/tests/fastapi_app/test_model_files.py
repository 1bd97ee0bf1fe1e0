"""Model files: what was saved comes back, and nothing that runs code does."""

import pickle
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from fastapi_app.model_files import Model, ModelCard, ModelError, library_version, load, save
from tests.fastapi_app.trained import trained

FLOWERS = [[5.1, 3.5, 1.4, 0.2], [6.0, 2.8, 4.8, 1.6], [7.9, 3.8, 6.4, 2.0]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.skops"


def refuses(path: Path, message: str) -> None:
    with pytest.raises(ModelError, match=f"^{re.escape(f'{path}: {message}')}$"):
        load(path)


def dump(content: object, path: Path) -> None:
    from skops.io import dump as dump_skops  # type: ignore[import-untyped]  # the package ships no types

    dump_skops(content, path)


def test_what_is_saved_comes_back(path: Path) -> None:
    save(trained(), path)
    model = load(path)
    assert model.card == trained().card
    assert np.array_equal(model.classifier.predict_proba(FLOWERS), trained().classifier.predict_proba(FLOWERS))


def test_save_makes_the_folder_and_leaves_one_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "model.skops"
    save(trained(), path)
    save(trained(), path)
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_not_there(path: Path) -> None:
    refuses(path, "there is no such file; python -m fastapi_app.training writes one")


class Attack:
    """What an attacker would pickle: loading it calls a function of the attacker's choice."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.mark,)


def test_a_pickle_runs_code_for_pickle_and_none_for_us(path: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was here"
    path.write_bytes(pickle.dumps(Attack(mark)))
    pickle.loads(path.read_bytes())
    assert mark.exists(), "the attack works where pickle is believed"
    mark.unlink()

    refuses(path, "is no skops file")
    assert not mark.exists()


def test_a_type_that_skops_does_not_know_is_refused(path: Path) -> None:
    from sklearn.preprocessing import FunctionTransformer  # type: ignore[import-untyped]  # as above

    dump({"classifier": FunctionTransformer(pickle.loads), "card": trained().card.model_dump()}, path)
    refuses(path, "holds types that are not trusted: _pickle.loads")


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x05\x06" + bytes(18)], ids=["empty", "text", "an empty zip"])
def test_other_files(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refuses(path, "is no skops file")


def test_a_zip_of_something_else(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("schema.json", "[]")
    refuses(path, "is no skops file")


@pytest.mark.parametrize("content", [{"card": {}}, {"classifier": 1}, [1], {"card": {"version": "x"}, "classifier": 1}])
def test_no_card(path: Path, content: object) -> None:
    dump(content, path)
    refuses(path, "holds no model card")


def test_a_model_of_another_version_of_the_library(path: Path) -> None:
    card = ModelCard.model_validate({**trained().card.model_dump(), "library": "scikit-learn 0.24.0"})
    save(Model(trained().classifier, card), path)
    refuses(path, f"was trained with scikit-learn 0.24.0, but this is {library_version()}; train it again")
