"""The sentences at the top of the dashboard, which the data write."""

from __future__ import annotations

from service_kpi.text import Text
from workbooks.demo.book import Book
from workbooks.demo.layout import (
    GAP,
    GAP_GROUPS,
    GAP_ROW,
    PROMISE,
    PROMISE_GROUPS,
    PROMISE_ROW,
    RIVAL_ROW,
    SMALL_ROW,
    SORTED_COLUMN,
    TILE_ROW,
)
from workbooks.demo.tiles import BASE, OWNER, TARGET, VALUE
from workbooks.demo.words import OWNERS


def base_line(book: Book) -> str:
    """Return the formula that says how many answers, promises and calls the page stands on."""
    counts = [book.at("calculations", TILE_ROW + 1 + k, BASE) for k in (0, 1, 3, 4)]
    words = (
        Text(" respondents, ", " encuestados, "),
        Text(" promises due, ", " promesas vencidas, "),
        Text(" people who rated us and rivals, ", " personas que calificaron a todos, "),
        Text(" calls", " llamadas"),
    )
    return '"n: "&' + "&".join(f'{n}&"{book.say(word)}"' for n, word in zip(counts, words, strict=True))


def sentences(book: Book) -> tuple[str, str, str]:
    """Return the formulas of the three sentences; FIXED writes decimals as the reader's own Excel does."""
    return _how(book), _where(book), _next(book)


def _how(book: Book) -> str:
    gap = book.at("calculations", TILE_ROW + 1, VALUE)
    rate, target = (book.at("calculations", TILE_ROW + 2, column) for column in (VALUE, TARGET))
    overall = PROMISE_ROW + PROMISE_GROUPS + 1
    due, kept = (book.at("calculations", overall, PROMISE[key]) for key in ("n", "kept"))
    if book.language == "es":
        return (
            f'"Los clientes reciben "&FIXED(ABS({gap}),1)&IF({gap}<0," puntos menos"," puntos más")'
            f'&" de lo que esperan; se cumplieron "&{kept}&" de "&{due}&" promesas vencidas ("&TEXT({rate},"0%")'
            f'&"; la meta es "&TEXT({target},"0%")&")."'
        )
    return (
        f'"Customers get "&FIXED(ABS({gap}),1)&IF({gap}<0," points less"," points more")'
        f'&" than they expect; "&{kept}&" of "&{due}&" promises due were kept ("&TEXT({rate},"0%")'
        f'&"; the target is "&TEXT({target},"0%")&")."'
    )


def _where(book: Book) -> str:
    # A bar chart's last row is its top one, the worst.
    dimension = GAP_ROW + GAP_GROUPS
    kind = PROMISE_ROW + PROMISE_GROUPS
    name = book.at("calculations", dimension, SORTED_COLUMN + 1)
    dimensions = book.at("calculations", GAP_ROW + 1, GAP["name"], GAP_ROW + GAP_GROUPS, GAP["name"])
    kinds = book.at("calculations", PROMISE_ROW + 1, PROMISE["name"], PROMISE_ROW + PROMISE_GROUPS, PROMISE["name"])
    worst = book.at("calculations", dimension, SORTED_COLUMN + 3)
    worst_kind = f"INDEX({kinds},{book.at('calculations', kind, SORTED_COLUMN + 1)})"
    worst_rate = book.at("calculations", kind, SORTED_COLUMN + 3)
    attribute, difference, rival = (
        book.at("calculations", RIVAL_ROW + 1, SORTED_COLUMN + column) for column in (2, 3, 6)
    )
    dimension_name = f"INDEX({dimensions},{name})"
    if book.language == "es":
        return (
            f'{dimension_name}&IF({worst}<0," queda corta por "," supera lo esperado por ")&FIXED(ABS({worst}),1)'
            f'&" puntos; la clase de promesa que menos se cumple es la "&LOWER({worst_kind})'
            f'&" ("&TEXT({worst_rate},"0%")&"); "'
            f'&{rival}&IF({difference}<0," nos aventaja en "," nos sigue en ")&LOWER({attribute})'
            f'&" por "&FIXED(ABS({difference}),1)&" puntos."'
        )
    return (
        f'{dimension_name}&IF({worst}<0," falls short by "," exceeds expectations by ")&FIXED(ABS({worst}),1)'
        f'&" points; "&LOWER({worst_kind})&" promises are kept least ("&TEXT({worst_rate},"0%")&"); "'
        f'&{rival}&IF({difference}<0," leads us in "," follows us in ")&LOWER({attribute})'
        f'&" by "&FIXED(ABS({difference}),1)&" points."'
    )


def _next(book: Book) -> str:
    count = len(OWNERS)
    owners = book.at("calculations", SMALL_ROW + 1, OWNER, SMALL_ROW + count, OWNER)
    overdue = book.at("calculations", SMALL_ROW + 1, OWNER + 1, SMALL_ROW + count, OWNER + 1)
    owner = f"INDEX({owners},MATCH(MAX({overdue}),{overdue},0))"
    if book.language == "es":
        return (
            f'IF(SUM({overdue})=0,"Nada atrasado: trabaje la dimensión más débil.",SUM({overdue})'
            f'&" promesas están atrasadas y sin entregar, sobre todo de "&{owner}&" ("&MAX({overdue})'
            f'&"): llame hoy a esos clientes y luego corrija la dimensión más débil.")'
        )
    return (
        f'IF(SUM({overdue})=0,"Nothing is overdue: work on the weakest dimension.",SUM({overdue})'
        f'&" promises are overdue and undelivered, the most with "&{owner}&" ("&MAX({overdue})'
        f'&"): call those customers today, then mend the weakest dimension.")'
    )
