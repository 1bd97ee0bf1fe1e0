"""The contract of the API, told over HTTP: what every step of the notes service promises to its clients.

The suite starts the service as a process and speaks HTTP with it; it knows nothing of the package's Python code. A
later step keeps these promises if it passes the same files:

    pytest ../step_1_core_api/tests/contract
    pytest tests/contract --base-url http://127.0.0.1:8000     (a service that runs already)

The store need not be empty and is not left empty. Each test finds its own notes again by a tag that no other has.
"""
