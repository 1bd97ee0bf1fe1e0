"""Serving a model: loaded once, run beside the event loop, and every answer says which model gave it.

The model is read in the lifespan, before the first request, and not in a handler: a broken file stops the start
instead of every answer. Prediction is computing, and computing in an ``async def`` stops all other requests of the
process; it runs in a thread, at most ``PARALLEL`` at once, so that a rush of predictions cannot take all threads of
the pool. Threads are enough because NumPy releases the interpreter lock in its long loops and Python hands it on
every 5 ms elsewhere; a model in pure Python wants a process pool. One call with 1000 rows costs little more than one
with 1, hence the batch.

Input is checked twice: the type refuses what no flower can be (422), and what is possible but was never seen in
training is answered with a warning, because a model extrapolates without telling.

Cost: 0.4 ms a call, 1.1 ms for 1000 rows, a hand-over to the thread 0.1 ms; scikit-learn's import, seconds, at start.
Not for: models that need a GPU or seconds a call. There a model server batches requests of many clients (Triton,
vLLM, Ray Serve), or a queue takes them.
Asked: a handler calls ``model.predict`` in ``async def``; what do other users see, and what does plain ``def`` change?
Source: https://fastapi.tiangolo.com/advanced/events/ and https://anyio.readthedocs.io/en/stable/threads.html
"""

from pathlib import Path
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from fastapi_app.json_bodies import JsonRoute
from fastapi_app.model_files import Model, ModelCard, load
from fastapi_app.problems import Problem

PARALLEL = 2
"""Predictions computed at once in this process; more than there are cores only makes all of them slower."""
WAITING = 100
"""Predictions that may wait for their turn; those that come later are refused, for they would wait too long."""

Centimetres = Annotated[float, Field(gt=0, le=30, allow_inf_nan=False, description="In centimetres, up to 30.")]


class Flower(BaseModel):
    """Four measurements of an iris; anything else is refused."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [{"sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": 0.2}]
        },
    )

    sepal_length: Centimetres
    sepal_width: Centimetres
    petal_length: Centimetres
    petal_width: Centimetres


class Flowers(BaseModel):
    """A batch: 1 to 1000 flowers."""

    model_config = ConfigDict(extra="forbid")

    flowers: Annotated[list[Flower], Field(min_length=1, max_length=1000)]


class Prediction(BaseModel):
    """What the model says of one flower."""

    species: str = Field(description="The most probable species.", examples=["setosa"])
    probabilities: dict[str, float] = Field(description="By species; their sum is 1.")
    warnings: list[str] = Field(description="Measurements outside of what the model has seen; trust the answer less.")


class SinglePrediction(Prediction):
    """A prediction, and who made it."""

    model_version: str = Field(description="As in `GET /model`.", examples=["6f1d2c0b9a3e"])


class BatchPrediction(BaseModel):
    """One prediction per flower, in the order of the request, and who made them."""

    model_version: str = Field(description="As in `GET /model`.", examples=["6f1d2c0b9a3e"])
    predictions: list[Prediction]


class OverloadedError(Exception):
    """More than ``WAITING`` predictions wait already."""


class Predictor:
    """A model that serves requests of one event loop."""

    def __init__(self, model: Model, *, parallel: int = PARALLEL, waiting: int = WAITING) -> None:
        """Compute at most ``parallel`` predictions at once, and let at most ``waiting`` more wait."""
        self.card: ModelCard = model.card
        self._classifier = model.classifier
        self._turns = anyio.CapacityLimiter(parallel)
        self._waiting = waiting

    async def predict(self, flowers: list[Flower]) -> list[Prediction]:
        """Return a prediction for each flower, in order, computed in a thread.

        Raise OverloadedError when too many wait. A warning reads
        ``sepal_length 9.0 is outside the 4.3 to 7.9 cm that the model has seen``.
        """
        if self._turns.statistics().tasks_waiting >= self._waiting:
            raise OverloadedError
        rows = [[getattr(flower, feature) for feature in self.card.ranges] for flower in flowers]
        probabilities = await anyio.to_thread.run_sync(self._classifier.predict_proba, rows, limiter=self._turns)
        return [
            self._prediction(flower, [float(share) for share in shares])
            for flower, shares in zip(flowers, probabilities, strict=True)
        ]

    def _prediction(self, flower: Flower, shares: list[float]) -> Prediction:
        by_species = dict(zip(self.card.classes, shares, strict=True))
        return Prediction(
            species=max(by_species, key=by_species.__getitem__),
            probabilities=by_species,
            warnings=[
                f"{feature} {value} is outside the {low} to {high} cm that the model has seen"
                for feature, (low, high) in self.card.ranges.items()
                if not low <= (value := getattr(flower, feature)) <= high
            ],
        )


async def load_model(path: Path | None) -> Predictor | None:
    """Return what serves the model in the file, or None without a path.

    Raise ModelError for a file that cannot be used. The file is read in a thread: importing scikit-learn takes seconds,
    and the loop may have other work.
    """
    if path is None:
        return None
    return Predictor(await anyio.to_thread.run_sync(load, path))


async def loaded_model(request: Request) -> Predictor:
    """Dependency: what the lifespan left in ``app.state.model``; without a model 503, ``No model is loaded.``."""
    predictor: Predictor | None = request.app.state.model
    if predictor is None:
        raise Problem(503, "No model is loaded.")
    return predictor


LoadedModel = Annotated[Predictor, Depends(loaded_model)]
router = APIRouter(
    route_class=JsonRoute,
    tags=["predictions"],
    responses={503: {"description": "No model is loaded, or too many wait."}},
)


@router.get("/model")
async def get_model(model: LoadedModel) -> ModelCard:
    """Return the version and quality of the model that answers now; 503 when there is none."""
    return model.card


@router.post("/predictions")
async def predict_one(flower: Flower, model: LoadedModel) -> SinglePrediction:
    """Predict the species of one iris; 503 with ``Retry-After: 1`` when too many predictions wait."""
    (prediction,) = await _predict(model, [flower])
    return SinglePrediction(**prediction.model_dump(), model_version=model.card.version)


@router.post("/predictions/batch")
async def predict_batch(batch: Flowers, model: LoadedModel) -> BatchPrediction:
    """Predict the species of up to 1000 irises in one call; 503 as for one."""
    return BatchPrediction(model_version=model.card.version, predictions=await _predict(model, batch.flowers))


async def _predict(model: Predictor, flowers: list[Flower]) -> list[Prediction]:
    try:
        return await model.predict(flowers)
    except OverloadedError:
        # An answer after a minute helps nobody; one that says "later" at once lets a client or balancer act.
        raise Problem(503, "Too many predictions are waiting.", headers={"Retry-After": "1"}) from None
