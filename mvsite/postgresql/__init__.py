"""PostgreSQL as the site uses it: with limits of time, and with patience while it is away."""
