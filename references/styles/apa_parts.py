"""The elements of an entry in APA style: author, date, title, and what stands in brackets behind it. Pure."""

from __future__ import annotations

from .item import Item
from .names import Name, named
from .numbers import is_numeric, is_several, ordinal, pages, with_dash
from .text import capital, join, title_case, wrapped

MOST, FIRST = 20, 19  # of more than twenty authors nineteen are named, and the last
LAWS = ("bill", "hearing", "legal_case", "legislation", "regulation", "treaty")
PAGES = ("webpage", "post")
_BY_EVENT = ("interview", "paper-conference")
BY_PUBLISHER = ("webpage", "software")  # whose publisher stands for an author they do not name
_EDITORS_IN_ORDER = ("editor", "editorial-director", "compiler", "collection-editor")
_EDITORS = ("collection-editor", "compiler", "editor", "editorial-director")
PUBLISHED = (*_EDITORS, "issue", "page", "supplement-number", "volume")
_JOURNALS = ("article-journal", "article-magazine", "article-newspaper", "periodical", "post-weblog", "review")
_FULL_DATE = (
    *("article-magazine", "article-newspaper", "broadcast", "collection", "document", "motion_picture"),
    *("personal_communication", "post", "post-weblog", "song", "speech", "webpage"),
)
_LABELS = {
    "editor": ("Ed.", "Eds."),
    "editor-translator": ("Ed. & Trans.", "Eds. & Trans."),
    "editorial-director": ("Ed.", "Eds."),
    "collection-editor": ("Ed.", "Eds."),
    "compiler": ("Compiler", "Compilers"),
    "director": ("Director", "Directors"),
    "illustrator": ("Illus.", "Illus."),
    "translator": ("Trans.", "Trans."),
}
_GENERIC = {
    "dataset": "Dataset",
    "map": "Map",
    "software": "Computer software",
    "post": "Online post",
    "motion_picture": "Video recording",
    "interview": "Interview",
    "graphic": "Graphic",
    "figure": "Figure",
}


def is_english(item: Item) -> bool:
    """Whether titles take English title case: language `en`, or none and no Chinese title."""
    language = item.text("language").lower()
    return language.startswith("en") if language else not item.is_chinese


def cased(item: Item, name: str) -> str:
    return title_case(item.text(name)) if is_english(item) else item.text(name)


def is_serial(item: Item) -> bool:
    """Journals, and papers of conferences that no book with an editor holds."""
    return item.type in _JOURNALS or (item.type in _BY_EVENT and not item.has(*_EDITORS))


def number(item: Item, name: str) -> str:
    return with_dash(item.text(name), "–")


def page(item: Item) -> str:
    return pages(item.text("page"), "–")


def supplement(item: Item) -> str:
    text = item.text("supplement-number")
    return f"Suppl. {text}" if is_numeric(text) else capital(text)


def listed(found: list[Name], *, family_first: bool) -> str:
    """`Family, A. B., & Family, C.` (9.8), or `A. B. Family & C. Family` within an entry."""
    found, others = named(found)
    shown = [name.apa(family_first=family_first) for name in found]
    if others and len(shown) <= MOST:  # the manual names all; of a list that is cut no more can be said
        return f"{', '.join(shown)}{', ' if family_first or len(shown) > 1 else ' '}et al."
    if len(shown) > MOST:
        return f"{', '.join(shown[:FIRST])}, … {shown[-1]}"
    if len(shown) < 2:
        return "".join(shown)
    bodies = all(name.literal for name in found)
    comma = "," if len(shown) > 2 or (family_first and not bodies) else ""
    return f"{', '.join(shown[:-1])}{comma} & {shown[-1]}"


def role_label(role: str, found: list[Name]) -> str:
    """` (Ed.)`, ` (Eds.)`; nothing for authors."""
    return f" ({_LABELS[role][len(found) > 1]})" if role in _LABELS and found else ""


def people(item: Item) -> str:
    """Who made it: authors, else editors and others with their role."""
    makers = ("composer", "author", "illustrator", "director", "editor-translator", *_EDITORS_IN_ORDER)
    role, found = item.first_names(*makers)
    return listed(found, family_first=True) + role_label(role, found)


def author(item: Item) -> str:
    return people(item) or (item.text("publisher") if item.type in BY_PUBLISHER else "")


def date(item: Item) -> str:
    """`(1999)`, `(2024, December 18)` of what appears by the day, `(n.d.)` where nothing is known."""
    issued = item.date("issued")
    if not issued:
        return f"({item.text('status').lower() or 'n.d.'})"
    by_day = item.type in _FULL_DATE or (item.type in _BY_EVENT and not item.has(*PUBLISHED))
    year = f"{'ca. ' if issued.circa else ''}{issued.year('–')}"
    return f"({', '.join(filter(None, [year, issued.month_day() if by_day else '']))})"


def title_and_identifier(item: Item) -> str:
    title = item.text("title")
    if not is_serial(item) and item.type not in PAGES and not item.has("container-title"):
        title = join([title, volume_in_title(item)], ": ")
    if item.type == "report" and not title:
        return identifier_number(item)
    return " ".join(filter(None, [title, wrapped(_identifier(item), "(", ")")]))


def _identifier(item: Item) -> str:
    """`Trans.; No. 12; 2nd ed., Vol. 3, pp. 4–5` (9.19)."""
    if item.type == "patent":
        genre = capital(item.text("genre")) or "Patent"
        found = " ".join(filter(None, [item.text("authority"), genre, labelled_number(item)]))
        return found if item.has("number") or item.has("genre") else ""
    found = [_contributors(item)]
    if item.type in PAGES or not item.has("container-title"):
        found += [identifier_number(item), monographic(item)]
    return "; ".join(filter(None, found))


def _contributors(item: Item) -> str:
    """Translators, and editors beside an author."""
    found = []
    if item.has("author") and not is_serial(item) and (item.type in PAGES or not item.has("container-title")):
        found.append(("editor", item.names("editor")))
    found.append(("translator", item.names("translator")))
    return "; ".join(
        f"{listed(names, family_first=False)}, {_LABELS[role][len(names) > 1]}" for role, names in found if names
    )


def identifier_number(item: Item) -> str:
    """`Technical Report No. 12`."""
    labelled = labelled_number(item)
    if item.type == "thesis":
        return f"Publication {labelled}" if labelled and item.has("genre") else labelled
    return " ".join(filter(None, [cased(item, "genre"), labelled])) if labelled else ""


def labelled_number(item: Item) -> str:
    text = number(item, "number")
    if not text or item.type == "standard":
        return text
    labelled = is_numeric(text) or item.type in ("legislation", "patent", "regulation")
    return f"{'Nos.' if is_several(text) else 'No.'} {text}" if labelled else capital(text)


def monographic(item: Item) -> str:
    """`Version 2, 3rd ed., Vol. 2, pp. 4–5`; of a journal nothing, it says so behind its name."""
    if is_serial(item) or item.type in ("patent", "broadcast", "event", "performance", "speech", *PAGES):
        return ""
    series = ""
    if item.type in ("document", "report", "standard"):
        series = " ".join(filter(None, [cased(item, "collection-title"), item.text("collection-number")]))
    volume = number(item, "volume")
    volume = f"{'Vols.' if is_several(volume) else 'Vol.'} {volume}" if is_numeric(volume) else ""
    if item.has("volume-title"):
        volume = ""
    issue = wrapped(number(item, "issue"), "Issue ", "")
    range_ = page(item)
    where = f"{'pp.' if any(mark in range_ for mark in '–,&') else 'p.'} {range_}" if range_ else ""
    version = wrapped(item.text("version"), "Version ", "")
    return ", ".join(filter(None, [version, _edition(item), series, supplement(item), volume, issue, where]))


def _edition(item: Item) -> str:
    text = item.text("edition")
    return f"{ordinal(text)} ed." if is_numeric(text) else text


def volume_in_title(item: Item) -> str:
    """A volume with a title of its own, or one that is no number, belongs to the title."""
    volume, title = number(item, "volume"), item.text("volume-title")
    if title:
        label = f"{'Vols.' if is_several(volume) else 'Vol.'} {volume}" if is_numeric(volume) else capital(volume)
        return join([label, title], ". ")
    return "" if is_numeric(volume) else capital(volume)


def description(item: Item) -> str:
    """What kind of thing it is, in square brackets (9.21)."""
    if item.type == "thesis":
        published = item.has("archive", "DOI", "URL")
        words = [capital(item.text("genre")), item.text("publisher") if published else ""]
        found = "; ".join(filter(None, [", ".join(filter(None, words)), capital(item.text("medium"))]))
    elif item.has("container-title") and item.type in ("document", "report", "software", "standard"):
        found = ""  # stands behind the title of the whole
    else:
        found = format_words(item)
    return wrapped(found, "[", "]")


def format_words(item: Item) -> str:
    if not item.has("genre", "medium"):
        return _GENERIC.get(item.type, "")
    genre = "" if item.has("number") or item.type == "patent" else capital(item.text("genre"))
    return "; ".join(filter(None, [genre, capital(item.text("medium"))]))
