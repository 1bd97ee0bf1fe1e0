"""Serving the model: right, beside the event loop, and clear about what it does not know."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fastapi.testclient import TestClient

from fastapi_app.application import create_app
from fastapi_app.model_files import Model, ModelError, save
from fastapi_app.prediction import Flower, OverloadedError, Predictor, load_model
from fastapi_app.settings import load_settings
from fastapi_app.training import data_set
from tests.fastapi_app.trained import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SETOSA = {"sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": 0.2}


@pytest.fixture(scope="module")
def with_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("data")
    save(trained(), data / "iris.skops")
    settings = load_settings(environment="testing", data=data, model=data / "iris.skops", allowed_hosts=["testserver"])
    with TestClient(create_app(settings)) as client:
        yield client


def flowers() -> list[dict[str, float]]:
    rows, _ = data_set()
    return [dict(zip(SETOSA, map(float, row), strict=True)) for row in rows]


def test_a_batch_says_what_the_model_says(with_model: TestClient) -> None:
    rows, _ = data_set()
    expected = trained().classifier.predict_proba(rows)

    answer = with_model.post("/predictions/batch", json={"flowers": flowers()}).json()

    assert answer["model_version"] == trained().card.version
    got = [list(each["probabilities"].values()) for each in answer["predictions"]]
    assert np.allclose(got, expected)
    assert [each["species"] for each in answer["predictions"]] == [
        trained().card.classes[best] for best in expected.argmax(axis=1)
    ]


def test_one_by_one_is_the_same_but_for_rounding(with_model: TestClient) -> None:
    some = flowers()[::50]
    batch = with_model.post("/predictions/batch", json={"flowers": some}).json()
    for flower, expected in zip(some, batch["predictions"], strict=True):
        single = with_model.post("/predictions", json=flower).json()
        assert (single["species"], single["warnings"]) == (expected["species"], expected["warnings"])
        # Not bit by bit: a product of matrices adds in another order than one of a row and a matrix.
        assert single["probabilities"] == pytest.approx(expected["probabilities"])


def test_the_order_of_members_does_not_matter(with_model: TestClient) -> None:
    backwards = dict(reversed(SETOSA.items()))
    assert with_model.post("/predictions", json=backwards).json() == with_model.post("/predictions", json=SETOSA).json()


def test_never_seen_is_answered_with_a_warning(with_model: TestClient) -> None:
    low, high = trained().card.ranges["petal_width"]
    giant = {**SETOSA, "petal_width": 29.0, "sepal_length": 5}
    assert with_model.post("/predictions", json=SETOSA).json()["warnings"] == []
    assert with_model.post("/predictions", json=giant).json()["warnings"] == [
        f"petal_width 29.0 is outside the {low} to {high} cm that the model has seen"
    ]


@pytest.mark.parametrize("wrong", [0, -1, 30.1, "5.1", True, None, 1e308])
def test_what_no_flower_can_be_is_refused(with_model: TestClient, wrong: object) -> None:
    response = with_model.post("/predictions", json={**SETOSA, "petal_width": wrong})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/petal_width"]


@pytest.mark.parametrize(("number", "status"), [("NaN", 400), ("Infinity", 400), ("1e999", 422)])
def test_no_infinite_numbers(with_model: TestClient, number: str, status: int) -> None:
    body = '{"sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": NUMBER}'.replace(
        "NUMBER", number
    )
    response = with_model.post("/predictions", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == status


def test_missing_and_unknown_members_are_named(with_model: TestClient) -> None:
    missing = {name: value for name, value in SETOSA.items() if name != "sepal_width"}
    response = with_model.post("/predictions", json={**missing, "colour": 1})
    assert {error["pointer"] for error in response.json()["errors"]} == {"#/sepal_width", "#/colour"}


@pytest.mark.parametrize(("count", "status"), [(0, 422), (1, 200), (1000, 200), (1001, 422)])
def test_a_batch_has_1_to_1000_rows(with_model: TestClient, count: int, status: int) -> None:
    assert with_model.post("/predictions/batch", json={"flowers": [SETOSA] * count}).status_code == status


def test_the_card(with_model: TestClient) -> None:
    assert with_model.get("/model").json() == trained().card.model_dump(mode="json")


@pytest.mark.parametrize(("method", "path", "body"), [("GET", "/model", None), ("POST", "/predictions", SETOSA)])
def test_without_a_model_503(client: TestClient, method: str, path: str, body: object) -> None:
    response = client.request(method, path, json=body) if body else client.request(method, path)
    assert response.status_code == 503
    assert response.json()["detail"] == "No model is loaded."


def test_a_broken_model_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("broken")
    app = create_app(load_settings(environment="testing", data=tmp_path, model=tmp_path / "model"))
    with pytest.raises(ModelError, match="is no skops file"), TestClient(app):
        pass


def test_load_model(tmp_path: Path) -> None:
    save(trained(), tmp_path / "model")
    assert asyncio.run(load_model(None)) is None
    predictor = asyncio.run(load_model(tmp_path / "model"))
    assert predictor is not None
    assert predictor.card == trained().card


class Held:
    """A classifier that answers when it is told to, and counts how many are in it."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.entered = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    def predict_proba(self, rows: "Sequence[Sequence[float]] | NDArray[np.float64]") -> "NDArray[np.float64]":
        self.loop.call_soon_threadsafe(self.entered.set)
        assert self.release.wait(10), "nobody released the prediction: the loop was held by it"
        return np.full((len(rows), 3), 1 / 3)


FLOWER = Flower.model_validate(SETOSA)


def test_the_loop_is_free_while_the_model_computes() -> None:
    """The prediction ends because the loop does something meanwhile; on the loop itself it would never end."""

    async def scenario() -> str:
        held = Held()
        prediction = asyncio.create_task(Predictor(Model(held, trained().card)).predict([FLOWER]))
        await held.entered.wait()
        held.release.set()
        return (await prediction)[0].species

    assert asyncio.run(scenario()) in trained().card.classes


def test_so_many_at_once_so_many_waiting_and_no_more() -> None:
    async def scenario() -> tuple[int, int]:
        held = Held()
        predictor = Predictor(Model(held, trained().card), parallel=1, waiting=2)
        predictions = [asyncio.create_task(predictor.predict([FLOWER])) for _ in range(3)]
        await held.entered.wait()
        with pytest.raises(OverloadedError):
            await predictor.predict([FLOWER])
        held.release.set()
        done = await asyncio.gather(*predictions)
        return len(done), len(await predictor.predict([FLOWER]))

    assert asyncio.run(scenario()) == (3, 1)


def test_too_many_are_told_to_come_later(with_model: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_self: Predictor, _flowers: list[Flower]) -> None:
        raise OverloadedError

    monkeypatch.setattr(Predictor, "predict", refuse)
    response = with_model.post("/predictions", json=SETOSA)
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
