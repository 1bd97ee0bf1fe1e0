"""Passwords: stored so that a stolen table is of little use.

A password is guessed, not decrypted: graphics cards try billions of SHA-256 a second. A password hash is slow on
purpose, takes much memory so that graphics cards do not help, and has a random salt so that equal passwords look
different and one guess tests one user. The parameters stand in the result; they can be raised later and old hashes
still work.

Cost: scrypt with N=2**14, r=8, p=5 (a choice of OWASP's): 16 MiB and 0.2 s of one core, at each log-in. That makes
log-in the cheapest way to load your server, so the work is done in threads and only ``PARALLEL`` at once.
Not for: tokens that we made ourselves; a random one has nothing to guess, and SHA-256 is enough for it. At work take
``pwdlib[argon2]``: Argon2id is the better function, and the library says when a hash is to be renewed; here the
standard library does, because no other dependency of this topic needs it.
Asked: why is SHA-256 wrong for passwords, salted too? What does the answer's time tell about users who do not exist?
Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html and RFC 7914
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

import anyio
import anyio.to_thread

PARALLEL = 2
"""Hashes computed at once; each takes 16 MiB, and more than the cores do nothing but wait for each other."""
MAX_CHARACTERS = 128
"""Longer passwords are refused: nobody types them, and nobody shall make us hash a megabyte."""

_turns = anyio.CapacityLimiter(PARALLEL)
_BLOCK = 8


def hash_password(password: str, *, log2_n: int = 14, parallel: int = 5) -> str:
    """Return ``scrypt$LOG2_N$PARALLEL$SALT$HASH``; the salt of 16 bytes is random, and both are in Base64.

    Memory is 1024 * 2**log2_n bytes. Tests take a small ``log2_n``; nobody else should.
    """
    salt = secrets.token_bytes(16)
    return "$".join(
        ["scrypt", str(log2_n), str(parallel), _text(salt), _text(_scrypt(password, salt, log2_n, parallel))]
    )


def password_matches(password: str, stored: str) -> bool:
    """Tell whether ``hash_password`` made ``stored`` of this password, in a time that does not depend on the answer.

    Text that does not consist of five parts, the first of them ``scrypt``, raises ValueError, ``not a password hash``.
    """
    parts = stored.split("$")
    if len(parts) != 5 or parts[0] != "scrypt":
        raise ValueError("not a password hash")
    _, log2_n, parallel, salt, expected = parts
    return hmac.compare_digest(_scrypt(password, b64decode(salt), int(log2_n), int(parallel)), b64decode(expected))


async def verify(password: str, stored: str | None) -> bool:
    """Check a password in a thread, at most PARALLEL at once; ``stored`` is None for a user who does not exist.

    For such a user a hash is computed just the same and the answer is False: otherwise the time would tell who exists.
    """
    matches = await anyio.to_thread.run_sync(password_matches, password, stored or _NOBODY, limiter=_turns)
    return matches and stored is not None


def _scrypt(password: str, salt: bytes, log2_n: int, parallel: int) -> bytes:
    n = 2**log2_n
    # The limit of memory is OpenSSL's own check; its default of 32 MiB leaves no room for larger parameters.
    memory = 128 * _BLOCK * (n + parallel + 2) + 1024 * 1024
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=_BLOCK, p=parallel, maxmem=memory, dklen=32)


def _text(data: bytes) -> str:
    return b64encode(data).decode()


_NOBODY = f"scrypt$14$5${_text(bytes(16))}${_text(bytes(32))}"


def main() -> None:
    """Hash one password twice, and check it."""
    first, second = hash_password("correct horse"), hash_password("correct horse")
    print("the same password twice, equal hashes:", first == second)
    print("right password:", password_matches("correct horse", first))
    print("wrong password:", password_matches("battery staple", first))


if __name__ == "__main__":
    main()
