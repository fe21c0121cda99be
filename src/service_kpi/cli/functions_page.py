"""The catalogue as pages: one function for the terminal, all of them for the documentation.

``python -m service_kpi.cli.functions_page en > docs/functions.md`` writes the English page, ``es`` the Spanish one.
"""

from __future__ import annotations

import sys
import textwrap
from typing import Any, Final

from service_kpi.catalogue import Catalogue, catalogue
from service_kpi.errors import NA, CellError
from service_kpi.formulas.literals import render
from service_kpi.functions import functions
from service_kpi.spec import Argument, Example, FunctionSpec, Kind
from service_kpi.text import LANGUAGES, Language, Text

_KINDS: Final = {
    Kind.MATRIX: Text("range of numbers", "rango de números"),
    Kind.COLUMN: Text("column of numbers", "columna de números"),
    Kind.DATES: Text("column of dates", "columna de fechas"),
    Kind.LABELS: Text("column or row of labels", "columna o fila de etiquetas"),
    Kind.FLAGS: Text("column of yes or no", "columna de sí o no"),
    Kind.FLAG_MATRIX: Text("range of yes or no", "rango de sí o no"),
    Kind.CODE_MATRIX: Text("range of codes or words", "rango de códigos o palabras"),
    Kind.MARKS: Text("range of points, or yes and no", "rango de puntos, o sí y no"),
    Kind.RATINGS: Text("range of numbers or words", "rango de números o palabras"),
    Kind.CELLS: Text("range", "rango"),
    Kind.NUMBER: Text("number", "número"),
    Kind.DATE: Text("date", "fecha"),
    Kind.BOOLEAN: Text("TRUE or FALSE", "VERDADERO o FALSO"),
    Kind.CHOICE: Text("word", "palabra"),
    Kind.SCALE: Text('scale, such as "1-7"', 'escala, por ejemplo "1-7"'),
    Kind.TEXT: Text("text", "texto"),
}
#: The units of arguments in Spanish.
UNITS_ES: Final = {
    "seconds": "segundos",
    "minutes": "minutos",
    "hours": "horas",
    "days": "días",
    "months": "meses",
    "points": "puntos",
    "count": "recuento",
    "share": "proporción",
    "units": "unidades",
    "money": "dinero",
    "date": "fecha",
}
_FUNCTION: Final = Text("function", "función")
_QUESTION: Final = Text("answers", "responde a")
_FORMULA: Final = Text("Formula", "Fórmula")
_RETURNS: Final = Text("Returns", "Devuelve")
_RULES: Final = Text("Rules", "Reglas")
_SOURCE: Final = Text("Source", "Fuente")
_EXAMPLE: Final = Text("Example", "Ejemplo")
_ARGUMENTS: Final = Text("Arguments", "Argumentos")
_ALSO: Final = Text("also", "también")
_OPTIONAL: Final = Text("optional", "opcional")

_INTRODUCTION: Final = Text(
    """# The worksheet functions

Generated from the functions themselves (`python -m service_kpi.cli.functions_page en`); do not edit.

A function answers in English by its English name and in Spanish by its Spanish one. A blank argument means its
default. An empty cell, `NS/NC`, `N/A` and the other words for "no answer" are missing and never zero; a number
kept as text is a number; other text is left out, and `KPI_AUDIT` counts it. An error cell in a range is the
result. `#N/A` means no data, `#VALUE!` a bad argument or ranges that do not pair, `#NUM!` no solution. Only
functions that spill a labelled table recognise a row of headings above the data.
""",
    """# Las funciones de hoja

Generado a partir de las propias funciones (`python -m service_kpi.cli.functions_page es`); no editar.

Cada función responde en español por su nombre español y en inglés por el inglés. Un argumento vacío significa
su valor por defecto. Una celda vacía, `NS/NC`, `N/A` y las demás palabras de no respuesta son faltantes y nunca
cero; un número guardado como texto es un número; cualquier otro texto se excluye y `KPI_AUDITORIA` lo cuenta.
Una celda de error en un rango es el resultado. `#N/D` significa sin datos; `#¡VALOR!`, un argumento
incorrecto o rangos que no corresponden; `#¡NUM!`, sin solución. Solo las funciones que devuelven una
tabla con títulos reconocen una fila de encabezados sobre los datos. Los ejemplos usan punto decimal y coma
entre argumentos, tal como se guardan en el libro: donde Excel usa coma decimal, los argumentos se separan con
punto y coma.
""",
)


def render_terminal(spec: FunctionSpec, language: Language) -> str:
    """Return one function as plain text: question, call, arguments, formula, rules, source, examples."""
    parts = [
        f"{_call(spec, language)}    ({_ALSO.in_language(language)} {_other_name(spec, language)})",
        spec.question.in_language(language),
        _wrapped(spec.summary.in_language(language)),
        "",
        f"{_ARGUMENTS.in_language(language)}:",
        *(_wrapped(f"{argument.name}: {_described(argument, language)}", "  ") for argument in spec.arguments),
        "",
    ]
    parts += [
        _wrapped(f"{title.in_language(language)}: {text}")
        for title, text in (
            (_RETURNS, spec.returns.in_language(language)),
            (_FORMULA, spec.formula),
            (_RULES, spec.rules.in_language(language)),
            (_SOURCE, spec.source),
        )
    ]
    for example in spec.examples:
        parts += ["", f"{_EXAMPLE.in_language(language)}: {_example_call(spec, example, language)}"]
        parts += _text_rows(_rows(_result(spec, example, language), language))
        if example.note:
            parts.append(_wrapped(example.note.in_language(language), "  "))
    return "\n".join(parts)


def render_markdown(functions_of: Catalogue, language: Language) -> str:
    """Return the page of all functions: which answers which question, then each from A to Z."""
    specs = sorted(functions_of.specs, key=lambda spec: _name(spec, language))
    index = [[title.in_language(language) for title in (_FUNCTION, _QUESTION)]]
    for spec in specs:
        name = _name(spec, language)
        index.append([f"[{name}](#{name.lower()})", spec.question.in_language(language)])
    pages = [_INTRODUCTION.in_language(language), *_markdown_rows(index), ""]
    return "\n".join(pages + [_markdown(spec, language) for spec in specs])


def _markdown(spec: FunctionSpec, language: Language) -> str:
    lines = [
        f"## {_name(spec, language)}",
        "",
        f"*{spec.question.in_language(language)}*",
        "",
        f"`{_call(spec, language)}` ({_ALSO.in_language(language)} `{_other_name(spec, language)}`)",
        "",
        spec.summary.in_language(language),
        "",
    ]
    lines += [f"- `{argument.name}`: {_described(argument, language)}" for argument in spec.arguments]
    lines += [
        "",
        f"{_RETURNS.in_language(language)}: {spec.returns.in_language(language)}",
        "",
        f"{_FORMULA.in_language(language)}: {spec.formula}",
        "",
        f"{_RULES.in_language(language)}: {spec.rules.in_language(language)}",
        "",
        f"{_SOURCE.in_language(language)}: {spec.source}",
        "",
    ]
    for example in spec.examples:
        note = f" {example.note.in_language(language)}" if example.note else ""
        call, result = _example_call(spec, example, language), _result(spec, example, language)
        if isinstance(result, list):
            lines += [f"`{call}`{note}", "", *_markdown_rows(_rows(result, language)), ""]
        else:
            lines += [f"`{call}` → `{_shown(result, language)}`{note}", ""]
    return "\n".join(lines)


def _name(spec: FunctionSpec, language: Language) -> str:
    return spec.alias if language == "es" else spec.name


def _other_name(spec: FunctionSpec, language: Language) -> str:
    return spec.name if language == "es" else spec.alias


def _call(spec: FunctionSpec, language: Language) -> str:
    arguments = (f"[{a.name}]" if a.optional else a.name for a in spec.arguments)
    return f"{_name(spec, language)}({', '.join(arguments)})"


def _described(argument: Argument, language: Language) -> str:
    traits = [_KINDS[argument.kind].in_language(language)]
    if argument.unit:
        traits.append(argument.unit if language == "en" else UNITS_ES[argument.unit])
    if argument.optional:
        traits.append(_OPTIONAL.in_language(language))
    return f"{argument.help.in_language(language)} ({'; '.join(traits)})"


def _example_call(spec: FunctionSpec, example: Example, language: Language) -> str:
    arguments = ",".join("" if argument is None else render(argument) for argument in example.arguments)
    return f"={_name(spec, language)}({arguments})"


def _result(spec: FunctionSpec, example: Example, language: Language) -> Any:
    return functions[spec.name](*example.arguments, language=language)


def _rows(result: Any, language: str) -> list[list[str]]:
    rows = result if isinstance(result, list) else [[result]]
    return [[_shown(value, language) for value in row] for row in rows]


def _shown(value: Any, language: str) -> str:
    if value is None:
        return NA.in_language(language)
    if isinstance(value, CellError):
        return value.in_language(language)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    return f"{value:.6g}"


def _markdown_rows(rows: list[list[str]]) -> list[str]:
    """Return a table; a spill without headings gets empty ones, which Markdown demands."""
    has_headings = any(not _is_number(cell) for cell in rows[0])
    body = rows if has_headings else [[""] * len(rows[0]), *rows]
    lines = [f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in body]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


def _is_number(text: str) -> bool:
    return text.lstrip("-")[:1].isdigit()


def _text_rows(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 100, initial_indent=indent, subsequent_indent=indent + "    ", break_on_hyphens=False)


def main() -> None:
    """Print the page of the language that was asked for."""
    language: Language = next((known for known in LANGUAGES if known in sys.argv[1:]), "en")
    sys.stdout.write(render_markdown(catalogue(), language))


if __name__ == "__main__":
    main()
