"""What an owner's name in a sheet most likely means."""

from .features import find_words
from .reorg import Team

_MARKETING = frozenset(
    [
        "marketing",
        "mktg",
        "mkt",
        "mktng",
        "brand",
        "branding",
        "communications",
        "comms",
        "content",
        "advertising",
        "media",
        "seo",
        "growth",
        "demand",
        "pr",
        "press",
        "events",
        "research",
        "digital",
        "social",
        "creative",
        "crm",
    ]
)
_SALES = frozenset(
    [
        "sales",
        "sale",
        "vertrieb",
        "selling",
        "account",
        "accounts",
        "bd",
        "commercial",
        "presales",
        "inside",
        "field",
        "channel",
        "partners",
        "partnerships",
        "key",
        "telesales",
        "deal",
        "renewals",
    ]
)


def guess_team(name: str) -> tuple[Team, bool]:
    """Return the likeliest team and whether the name leaves no doubt of it.

    Only a name that is the team's own, such as “Marketing” or “sales team”, leaves no doubt.
    """
    words = [word.text.casefold() for word in find_words(name)]
    core = [word for word in words if word not in ("team", "department", "dept", "the")]
    if core in (["marketing"], ["sales"], ["another"]):
        return Team(core[0]), True
    if "business" in words and "development" in words:
        return Team.SALES, False
    is_marketing = not _MARKETING.isdisjoint(words)
    is_sales = not _SALES.isdisjoint(words)
    if is_marketing == is_sales:
        return Team.ANOTHER, False
    return (Team.MARKETING if is_marketing else Team.SALES), False
