"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's figures: 19 MiB and one thread a login, not Django's 100 and eight.

    A few people who log in at once must not take a small machine's memory.
    """

    memory_cost = 19_456
    parallelism = 1
