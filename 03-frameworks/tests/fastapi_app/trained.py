"""The trained model, once a process: importing scikit-learn takes seconds, and only these tests pay for it."""

from functools import cache

from fastapi_app.model_files import Model
from fastapi_app.training import train


@cache
def trained() -> Model:
    return train()
