"""Settings from the environment: the same program runs on a laptop and on a server.

Each is read from a variable with the prefix ``NOTES_`` and checked at the start: a wrong one stops the service before
it takes a request. Command-line options of ``notes serve`` come before the environment.

Source: https://12factor.net/config
"""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set about the service."""

    model_config = SettingsConfigDict(env_prefix="NOTES_")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535, description="0 takes any free port")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    shutdown_seconds: int = Field(
        default=30, ge=1, description="How long requests in flight may take after a stop signal"
    )
