"""The contract, told over HTTP: what a to-do service promises, whichever framework it is written in.

The suite starts each service as a process of its own, in production settings, and knows nothing of its Python code:

    pytest tests/contract                                        (all four: Flask, Django, FastAPI on two databases)
    pytest tests/contract -k flask                               (one of them)
    pytest tests/contract --base-url http://127.0.0.1:9000/todos (a service that runs already, in whatever language)

The store need not be empty and is not left empty: never point the suite at to-dos that somebody needs.
"""
