"""``service-kpi explain BOOK!Sheet!B7``: what a number means, what it rests on and what was left out."""

from __future__ import annotations

import argparse
import textwrap
from datetime import datetime, timedelta
from typing import Any, Final

from service_kpi.addresses import Range
from service_kpi.binding.accounts import Account, Accounts, accounts
from service_kpi.catalogue import catalogue
from service_kpi.cells import Cells
from service_kpi.cli import functions
from service_kpi.cli.cell_words import cell_words
from service_kpi.cli.evidence import Evidence, evidence
from service_kpi.cli.failures import workbook_error
from service_kpi.cli.sentences import is_share, percent, sentence
from service_kpi.cli.summary import print_failure
from service_kpi.cli.terminal import console, print_json, safe, shown
from service_kpi.errors import KpiError
from service_kpi.refresh.explain import ExplainedCall, ExplainedCell, KeptAsStored, NothingToExplain, explain_cell
from service_kpi.refresh.result import plain
from service_kpi.spec import FunctionSpec, Kind
from service_kpi.text import Text

_NO_ACCOUNTS: Final = Accounts({}, 0)


def add_parser(commands: Any, shared: argparse.ArgumentParser, language: str) -> None:
    """Add the command to the command line."""

    def say(en: str, es: str) -> str:
        return Text(en, es).in_language(language)

    summary = say(
        "explain the KPI in a cell: what the number means, n, interval, what was left out, formula and source",
        "explica el indicador de una celda: qué significa, n, intervalo, qué se excluyó, fórmula y fuente",
    )
    parser = commands.add_parser("explain", language=language, parents=[shared], help=summary, description=summary)
    parser.add_argument(
        "cell",
        metavar=say("BOOK!Sheet!B7", "LIBRO!Hoja!B7"),
        help=say(
            "a cell of a workbook (nothing is written to it), or the name of a function; quote it where it has spaces",
            "una celda de un libro (nada se escribe en él) o una función; entre comillas si tiene espacios",
        ),
    )
    parser.add_argument("--json", action="store_true", help=say("print the facts as JSON", "imprime los datos en JSON"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain one cell, or one function."""
    language = options.language
    words = cell_words(options.cell)
    if words is None:
        return _explain_function(options)
    try:
        area = Range.parse(words.cell)
    except ValueError:
        return _refuse(_no_cell(words.cell), options, 2)
    try:
        cell = explain_cell(words.book, words.sheet, area.first_row, area.first_column)
    except NothingToExplain as problem:
        return _refuse(problem.message, options, 3 if isinstance(problem, KeptAsStored) else 2)
    except Exception as problem:
        error = workbook_error(problem, words.book)
        if options.json:
            print_json({"workbook": error.path, "error": error.code, "message": error.text(language)})
        else:
            print_failure(console(error=True), error, language)
        return 3
    calls = [_Explanation(cell, call, language) for call in cell.calls]
    if options.json:
        print_json(
            {
                "workbook": words.book,
                "sheet": cell.sheet,
                "cell": cell.cell,
                "formula": cell.formula,
                "value": plain(cell.value),
                "calls": [call.to_json() for call in calls],
            }
        )
        return 0
    out = console()
    out.print(f"{safe(cell.sheet)}!{cell.cell}: {shown(cell.value, language)}", style="bold")
    out.print(f"  {safe(cell.formula)}")
    for call in calls:
        out.print("\n".join(["", *call.lines()]))
    return 0


class _Explanation:
    """One call with everything that is said of it."""

    def __init__(self, cell: ExplainedCell, call: ExplainedCall, language: str) -> None:
        self._call = call
        self._language = language
        self._spec: FunctionSpec = catalogue().find(call.function).spec
        self._accounts = _NO_ACCOUNTS
        self._evidence = Evidence()
        try:
            self._accounts = accounts(self._spec, call.arguments, cell.missing_codes)
        except KpiError:
            return  # the reason of the call says what is wrong with its arguments
        self._evidence = evidence(self._spec, call.arguments, call.value, cell.missing_codes)

    def lines(self) -> list[str]:
        """Return the explanation for a person."""
        spec, say = self._spec, self._say
        lines = [
            safe(self._called()),
            _wrapped(sentence(spec, self._call.value, self._call.reason, self._language)),
            *(_wrapped(f"{title}: {text}") for title, text in self._statistics()),
        ]
        if self._call.sources:
            lines.append(f"  {say('Reads', 'Lee')}:")
            lines += [_wrapped(line, "    ") for line in self._reads()]
        unpaired = self._accounts.unpaired
        if unpaired:
            lines.append(
                _wrapped(
                    say(
                        f"Left out besides: {unpaired} {_few(unpaired, 'answer', 'answers')} on one side only",
                        f"Además se excluyó: {unpaired} {_few(unpaired, 'respuesta', 'respuestas')} de un solo lado",
                    )
                )
            )
        lines.append(_wrapped(f"{say('Formula', 'Fórmula')}: {spec.formula}"))
        lines.append(_wrapped(f"{say('Rules', 'Reglas')}: {spec.rules.in_language(self._language)}"))
        lines.append(_wrapped(f"{say('Source', 'Fuente')}: {spec.source}"))
        return lines

    def to_json(self) -> dict[str, Any]:
        """Return the facts as plain JSON types."""
        call, spec, found = self._call, self._spec, self._evidence
        return {
            "function": call.function,
            "value": plain(call.value),
            "meaning": sentence(spec, call.value, call.reason, self._language),
            "reason": call.reason.in_language(self._language) if call.reason else None,
            "n": found.n,
            "counted": found.what.in_language(self._language) if found.what else None,
            "interval": None
            if found.method is None
            else {
                "low": found.low,
                "high": found.high,
                "confidence": 0.95,
                "method": found.method.in_language(self._language),
            },
            "interval_from": found.hint or None,
            "arguments": [
                {"name": name, "given": source, "cells": self._account_json(self._accounts.ranges.get(name))}
                for name, source in self._named_sources()
            ],
            "unpaired": self._accounts.unpaired,
            "formula": spec.formula,
            "rules": spec.rules.in_language(self._language),
            "source": spec.source,
        }

    def _say(self, en: str, es: str) -> str:
        return Text(en, es).in_language(self._language)

    def _called(self) -> str:
        return f"{self._call.function}({', '.join(self._call.sources)})"

    def _named_sources(self) -> list[tuple[str, str]]:
        names = [argument.name for argument in self._spec.arguments]
        return [(name, source) for name, source in zip(names, self._call.sources, strict=False) if source]

    def _statistics(self) -> list[tuple[str, str]]:
        found, lines = self._evidence, []
        if found.n is not None and found.what is not None:
            lines.append(("n", f"{found.n} {found.what.in_language(self._language)}"))
        title = self._say("95 % interval", "Intervalo del 95 %")
        if found.method is not None:
            low, high = (self._value(end) for end in (found.low, found.high))
            method = found.method.in_language(self._language)
            lines.append((title, self._say(f"{low} to {high} ({method})", f"de {low} a {high} ({method})")))
        elif found.hint:
            lines.append((title, self._say(f"see {found.hint}", f"véase {self._hint_alias()}")))
        return lines

    def _hint_alias(self) -> str:
        return catalogue().find(self._evidence.hint).spec.alias

    def _value(self, value: float | None) -> str:
        if value is not None and is_share(self._spec):
            return percent(value, self._language)
        return shown(value, self._language)

    def _reads(self) -> list[str]:
        lines = []
        for name, source in self._named_sources():
            account = self._accounts.ranges.get(name)
            described = f": {self._account_text(account)}" if account is not None else self._single_value(name)
            lines.append(f"{name} = {safe(source)}{described}")
        return lines

    def _single_value(self, name: str) -> str:
        """Return what one cell that an argument refers to holds now."""
        for argument, cells in zip(self._spec.arguments, self._call.arguments, strict=False):
            if argument.name == name and isinstance(cells, Cells) and (cells.rows, cells.columns) == (1, 1):
                value = cells.value(0, 0)
                if argument.kind is Kind.DATE and isinstance(value, float):
                    return f": {_iso_date(value, date1904=cells.date1904)}"
                return f": {shown(value, self._language)}"
        return ""

    def _account_text(self, account: Account) -> str:
        say = self._say
        parts = [
            say(
                f"{account.cells} {_few(account.cells, 'cell', 'cells')}, {account.used} used",
                f"{account.cells} {_few(account.cells, 'celda', 'celdas')}, {account.used} "
                + _few(account.used, "usada", "usadas"),
            )
        ]
        counts = (
            (account.text_numbers, "of them typed as text", "de ellas escritas como texto"),
            (account.headings, "of headings", "de encabezado"),
            (account.missing, 'blank or "no answer"', "en blanco o «sin respuesta»"),
            (account.invalid, "not valid", "no válidas"),
            (account.errors, "with an error", "con error"),
        )
        parts += [f"{count} {say(en, es)}" for count, en, es in counts if count]
        where = account.first_left_out
        if where is not None:
            place = where.in_language(self._language)
            parts[-1] += say(f" (first: {place})", f" (primera: {place})")
        return ", ".join(parts)

    def _account_json(self, account: Account | None) -> dict[str, Any] | None:
        if account is None:
            return None
        where = account.first_left_out
        return vars(account) | {"first_left_out": where.in_language(self._language) if where else None}


def _explain_function(options: argparse.Namespace) -> int:
    """Fall back on what the catalogue says of a function."""
    name = options.cell.strip()
    if name not in catalogue() and not name.upper().startswith("KPI_"):
        return _refuse(_no_cell(name), options, 2)
    if not options.json or name not in catalogue():
        return functions.run(argparse.Namespace(name=name, language=options.language))
    spec, language = catalogue().find(name).spec, options.language
    print_json(
        {
            "function": spec.name,
            "alias": spec.alias,
            "question": spec.question.in_language(language),
            "summary": spec.summary.in_language(language),
            "arguments": [{"name": a.name, "help": a.help.in_language(language)} for a in spec.arguments],
            "returns": spec.returns.in_language(language),
            "formula": spec.formula,
            "rules": spec.rules.in_language(language),
            "source": spec.source,
        }
    )
    return 0


def _no_cell(found: str) -> Text:
    return Text(
        f"A cell is named as BOOK!Sheet!B7, and a function as KPI_GAP, but got {found}.",
        f"Una celda se indica como LIBRO!Hoja!B7 y una función como KPI_BRECHA, pero se recibió {found}.",
    )


def _refuse(message: Text, options: argparse.Namespace, code: int) -> int:
    text = message.in_language(options.language)
    if options.json:
        print_json({"error": "NOT_COMPUTED" if code == 3 else "NOTHING_TO_EXPLAIN", "message": text})
    else:
        console(error=True).print(safe(text))
    return code


def _iso_date(serial: float, *, date1904: bool) -> str:
    epoch = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)
    try:
        moment = epoch + timedelta(days=serial)
    except OverflowError:
        return shown(serial, "en")
    return moment.date().isoformat() if serial.is_integer() else moment.isoformat(" ", "minutes")


def _few(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _wrapped(text: str, indent: str = "  ") -> str:
    return textwrap.fill(
        safe(text),
        110,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
