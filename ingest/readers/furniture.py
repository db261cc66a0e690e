"""What stands around the content of a web page: navigation, banners, forms, tables of contents, what is not shown."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element as Element

from ingest.readers.writing import cleaned

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = ("ul", "ol", "menu")
_LEFT_OUT = frozenset(
    "aside audio button canvas datalist del dialog embed footer head iframe input map math nav noscript object "
    "optgroup option progress s script select strike style svg template textarea title video".split()
)
_ROLES = frozenset(
    "alertdialog banner complementary contentinfo dialog doc-backlink doc-toc menu navigation search".split()
)
# Names of classes and ids, whole: "has-sidebar" and "info-share" name no furniture.
_FURNITURE = re.compile(
    r"(?:main-|page-|site-|top-|side-|left-|right-)?(?:breadcrumbs?|brodsmule[rn]?|consent|menu|meny|nav|navbar"
    r"|navigation|navigasjon|pagination|share|sidebar|toc|table-of-contents)"
    r"(?:-(?:banner|bar|box|buttons?|left|links?|list|right))?",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"cookies?(?:-?(?:banner|bar|box|consent|info|message|notice|popup))?", re.IGNORECASE)
_ASIDE = re.compile(
    r"footnotes|footnote-back(?:ref)?|skip-?(?:link|to-content|nav)|visually-hidden|sr-only", re.IGNORECASE
)
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRING = etree.XPath("string()")
_LEAST_SHARE = 0.2
_MOST_NAMED = 0.2
"""The part of a page's letters beyond which what is named furniture is its text all the same, links aside."""
_LINKED = 0.8


def words_of(element: Element) -> str:
    """Return all words of an element, on one line."""
    return cleaned(str(_STRING(element)))


def content_of(root: Element) -> Element:
    """Return the element that holds the content: main, the one article, else the body."""
    body = root.find("body")
    body = root if body is None else body
    whole = len(words_of(body))
    mains = [*body.iter("main"), *(each for each in body.iter(etree.Element) if each.get("role") == "main")]
    articles = [each for each in body.iter("article") if not any(a.tag == "article" for a in each.iterancestors())]
    for chosen in (*mains[:1], *(articles if len(articles) == 1 else ())):
        if len(words_of(chosen)) >= _LEAST_SHARE * whole:
            return chosen
    return body


def left_out(element: Element, tag: str, *, in_content: bool, whole: int) -> bool:
    """True for navigation and other furniture, and for what is not shown.

    :param in_content: whether it stands in what the page marks as its content.
    :param whole: how many letters the content has.
    """
    if tag in _LEFT_OUT or element.get("role") in _ROLES or element.get("hidden") is not None:
        return True
    if tag == "header":
        return not (in_content or any(each.tag in ("main", "article") for each in element.iterancestors()))
    if tag in LISTS and _is_contents(element):
        return True
    if tag == "form":
        return next(element.iter("main", "article", "h1", "h2"), None) is None
    furniture = tag not in ("body", "main", "article", *HEADINGS) and _named_so(element, whole)
    # LibreOffice's names for a printed page's running lines.
    furniture = furniture or (tag == "div" and element.get("title") in ("header", "footer"))
    unshown = element.get("aria-hidden") == "true" or _UNSHOWN.search(element.get("style", "")) is not None
    noted = element.get("role") == "doc-endnotes" or re.match(r"(?:sd)?(?:foot|end)note\d", element.get("id", ""))
    return furniture or unshown or bool(noted)


def _named_so(element: Element, whole: int) -> bool:
    """True where its class or id names furniture, and it is none of the page's sections.

    A name tells what somebody called it. What holds headings, or much of what the page says, is text by any name;
    a banner about cookies may have a heading, and notes are read where they are referred to.
    """
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    if any(_ASIDE.fullmatch(name) for name in names):
        return next(element.iter("main", "article", "h1"), None) is None
    cookies = any(_COOKIES.fullmatch(name) for name in names)
    if not cookies and not any(_FURNITURE.fullmatch(name) for name in names):
        return False
    headings = ("main", "article", "h1", *(() if cookies else HEADINGS))
    if next(element.iter(*headings), None) is not None:
        return False
    letters, linked = len(words_of(element)), sum(len(words_of(a)) for a in element.iter("a"))
    return letters <= _MOST_NAMED * whole or linked >= _LINKED * letters


def _is_contents(element: Element) -> bool:
    """True for a list of nothing but ties to other places of the page."""
    inner = [a for a in element.iter("a") if (a.get("href") or "").startswith("#")]
    tied = "".join(words_of(a) for a in inner).replace(" ", "")
    if not tied or tied != words_of(element).replace(" ", ""):
        return False
    return sum(bool(words_of(each)) for each in element.iter("li")) > 1
