"""In which order the blocks stand that two people left in orders of their own."""


def joined_order(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """Each name once. Their order holds, or mine where only I changed it; what the other alone has
    follows what it followed there, theirs before mine where both put something in one place.
    """
    lead, other = theirs, mine
    if _is_reordered(base, mine) and not _is_reordered(base, theirs):
        lead, other = mine, theirs
    return _woven(lead, other, set(lead).difference(base))


def order_of_both(old: list[str], new: list[str]) -> list[str]:
    """The new order, in which what is gone still stands where it stood."""
    return _woven(new, old, set())


def _woven(lead: list[str], other: list[str], fresh: set[str]) -> list[str]:
    """What the other alone has comes after what the lead has newly put in that place."""
    following = _following(other, set(lead))
    order: list[str] = []
    waiting = following.get(None, [])
    for name in lead:
        if name not in fresh:
            order += waiting
            waiting = []
        order.append(name)
        waiting = waiting + following.get(name, [])
    return order + waiting


def _following(names: list[str], known: set[str]) -> dict[str | None, list[str]]:
    """The names that are not known, by the known one that they come after."""
    following: dict[str | None, list[str]] = {}
    last: str | None = None
    for name in names:
        if name in known:
            last = name
        else:
            following.setdefault(last, []).append(name)
    return following


def _is_reordered(base: list[str], text: list[str]) -> bool:
    places = {name: place for place, name in enumerate(base)}
    known = [places[name] for name in text if name in places]
    return known != sorted(known)
