"""The verbs: each is one function that every face calls."""
