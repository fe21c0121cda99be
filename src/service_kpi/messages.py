"""What a person reads when a workbook is refused, or refreshed with a reservation: one sentence a code.

Codes are stable; sentences are not. ``{book}`` is the file's name, ``{where}`` the place inside it that the
details give (a sheet and cell, or a part of the package), and every other placeholder is a detail of that code.
A detail that a caller did not give reads as an ellipsis: a message must never fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from service_kpi.text import Text

#: Why a workbook is refused. The file itself is untouched in every one of these cases.
ERRORS: Final[dict[str, Text]] = {
    "MISSING_FILE": Text(
        "{book} was not found: check the name and the folder.",
        "No se encontró {book}: revise el nombre y la carpeta.",
    ),
    "IS_FOLDER": Text(
        "{book} is a folder, not a workbook: name a workbook inside it.",
        "{book} es una carpeta, no un libro: indique un libro que esté dentro.",
    ),
    "NOT_XLSX": Text(
        "{book} is not an Excel workbook (.xlsx or .xlsm): open it in Excel and save it as one.",
        "{book} no es un libro de Excel (.xlsx o .xlsm): ábralo en Excel y guárdelo como tal.",
    ),
    "OLD_XLS": Text(
        "{book} is in the old .xls format: open it in Excel and save it as .xlsx.",
        "{book} está en el formato antiguo .xls: ábralo en Excel y guárdelo como .xlsx.",
    ),
    "XLSB": Text(
        "{book} is a binary workbook (.xlsb): open it in Excel and save it as .xlsx.",
        "{book} es un libro binario (.xlsb): ábralo en Excel y guárdelo como .xlsx.",
    ),
    "ENCRYPTED": Text(
        "{book} is protected by a password: remove it in Excel (File, Info, Protect Workbook) and try again.",
        "{book} está protegido con contraseña: quítela en Excel (Archivo, Información, Proteger libro) "
        "e inténtelo de nuevo.",
    ),
    "ENCRYPTED_OR_CORRUPT": Text(
        "{book} is either protected by a password or damaged: open it in Excel, remove the password and save it again.",
        "{book} está protegido con contraseña o dañado: ábralo en Excel, quite la contraseña y guárdelo de nuevo.",
    ),
    "TRUNCATED_ZIP": Text(
        "{book} is incomplete, its end is missing: copy or download it again.",
        "{book} está incompleto, le falta el final: cópielo o descárguelo de nuevo.",
    ),
    "CORRUPT_ZIP": Text(
        "{book} is damaged, its table of contents cannot be read: get it again, or repair it in Excel.",
        "{book} está dañado, no se puede leer su índice: obténgalo de nuevo o repárelo en Excel.",
    ),
    "CRC": Text(
        "{book} is damaged, {part} fails its checksum: get the file again, or repair it in Excel.",
        "{book} está dañado, {part} no supera su suma de comprobación: obténgalo de nuevo o repárelo en Excel.",
    ),
    "SIZE_MISMATCH": Text(
        "{book} is damaged or forged, {part} is not of the size that it claims: get the file again.",
        "{book} está dañado o manipulado, {part} no tiene el tamaño que declara: obténgalo de nuevo.",
    ),
    "UNSUPPORTED_COMPRESSION": Text(
        "{book} is compressed in a way that Excel does not use ({part}): open it in Excel and save it again.",
        "{book} está comprimido de un modo que Excel no usa ({part}): ábralo en Excel y guárdelo de nuevo.",
    ),
    "ZIP_BOMB": Text(
        "{book} was refused: {part} would unpack to {ratio} times its size, as no honest workbook does.",
        "Se rechazó {book}: {part} ocuparía {ratio} veces su tamaño al descomprimirse, "
        "lo que ningún libro normal hace.",
    ),
    "TOO_BIG": Text(
        "{book} is too big: {what} is {found}, and the limit is {limit}; split the workbook.",
        "{book} es demasiado grande: {what} es {found} y el límite es {limit}; divida el libro.",
    ),
    "TOO_MANY_PARTS": Text(
        "{book} was refused: it holds {found} parts, and the limit is {limit}; save it again in Excel.",
        "Se rechazó {book}: contiene {found} partes y el límite es {limit}; guárdelo de nuevo en Excel.",
    ),
    "OVERLAPPING_ENTRIES": Text(
        "{book} was refused: parts of it overlap ({part}), as no honest workbook does; get it from its author again.",
        "Se rechazó {book}: hay partes superpuestas ({part}), lo que ningún libro normal tiene; "
        "pídalo de nuevo a su autor.",
    ),
    "BAD_PART_NAME": Text(
        "{book} was refused: it holds a part with a forbidden name ({part}); get it from its author again.",
        "Se rechazó {book}: contiene una parte con un nombre prohibido ({part}); pídalo de nuevo a su autor.",
    ),
    "DUPLICATE_PART": Text(
        "{book} was refused: it holds {part} twice, and programs disagree on which one counts; save it again in Excel.",
        "Se rechazó {book}: contiene {part} dos veces y los programas no coinciden en cuál vale; "
        "guárdelo de nuevo en Excel.",
    ),
    "MISSING_PART": Text(
        "{book} is damaged: it refers to {part}, which is missing; repair it in Excel.",
        "{book} está dañado: hace referencia a {part}, que falta; repárelo en Excel.",
    ),
    "BAD_RELATIONSHIP": Text(
        "{book} was refused: {part} points outside the workbook ({target}), and nothing outside is ever opened.",
        "Se rechazó {book}: {part} apunta fuera del libro ({target}) y nunca se abre nada externo.",
    ),
    "XML_DTD": Text(
        "{book} was refused: {part} declares a document type, which Excel never writes and attackers do.",
        "Se rechazó {book}: {part} declara un tipo de documento, algo que Excel nunca escribe y los atacantes sí.",
    ),
    "XML_ENCODING": Text(
        "{book} was refused: {part} is in the encoding {encoding}; save it again in Excel.",
        "Se rechazó {book}: {part} usa la codificación {encoding}; guárdelo de nuevo en Excel.",
    ),
    "XML_INVALID": Text(
        "{book} is damaged: {part} is not valid XML ({reason}); repair it in Excel.",
        "{book} está dañado: {part} no es XML válido ({reason}); repárelo en Excel.",
    ),
    "XML_TOO_DEEP": Text(
        "{book} was refused: {part} nests more than {limit} levels deep; save it again in Excel.",
        "Se rechazó {book}: {part} anida más de {limit} niveles; guárdelo de nuevo en Excel.",
    ),
    "XML_LIMIT": Text(
        "{book} was refused: {part} holds a single value of more than {limit}; save it again in Excel.",
        "Se rechazó {book}: {part} contiene un solo valor de más de {limit}; guárdelo de nuevo en Excel.",
    ),
    "BAD_SST_INDEX": Text(
        "{book} is damaged: {where} shows text number {found}, but the workbook holds {limit} texts; "
        "repair it in Excel.",
        "{book} está dañado: {where} muestra el texto número {found}, pero el libro contiene {limit} textos; "
        "repárelo en Excel.",
    ),
    "BAD_REF": Text(
        "{book} is damaged: {where} says {found} where a cell of the sheet was expected; repair it in Excel.",
        "{book} está dañado: {where} dice {found} donde se esperaba una celda de la hoja; repárelo en Excel.",
    ),
    "BAD_VALUE": Text(
        "{book} is damaged: {where} holds {found}, which is no value of its type ({type}); repair it in Excel.",
        "{book} está dañado: {where} contiene {found}, que no es un valor de su tipo ({type}); repárelo en Excel.",
    ),
    "BAD_WORKBOOK": Text(
        "{book} is damaged: {part} is not what was expected ({reason}); repair it in Excel.",
        "{book} está dañado: {part} no es lo que se esperaba ({reason}); repárelo en Excel.",
    ),
    "OPEN_ELSEWHERE": Text(
        "{book} is open in another program or by another person: close it there and try again.",
        "{book} está abierto en otro programa o por otra persona: ciérrelo allí e inténtelo de nuevo.",
    ),
    "READ_ONLY": Text(
        "{book} is read-only: allow changes in its properties, or write the result to another folder.",
        "{book} es de solo lectura: permita los cambios en sus propiedades o escriba el resultado en otra carpeta.",
    ),
    "NO_PERMISSION": Text(
        "You have no permission for {book} or its folder: ask for it, or write the result to another folder.",
        "No tiene permiso sobre {book} o su carpeta: solicítelo o escriba el resultado en otra carpeta.",
    ),
    "DISK_FULL": Text(
        "The disk is full, so {book} was left as it was: free some space and try again.",
        "El disco está lleno, así que {book} quedó como estaba: libere espacio e inténtelo de nuevo.",
    ),
    "IO_ERROR": Text(
        "{book} could not be read or written ({reason}): check the disk or the network and try again.",
        "No se pudo leer o escribir {book} ({reason}): revise el disco o la red e inténtelo de nuevo.",
    ),
    "CHANGED_MEANWHILE": Text(
        "{book} was changed by someone while it was being refreshed, so it was left as it is: try again.",
        "Alguien modificó {book} mientras se actualizaba, así que quedó como está: inténtelo de nuevo.",
    ),
    "NO_MATCH": Text(
        "No workbook matches {book}: check the name and the folder.",
        "Ningún libro coincide con {book}: revise el nombre y la carpeta.",
    ),
    "SAME_OUTPUT": Text(
        "{book} was not refreshed, because another workbook of that name went into the same folder: "
        "refresh it into another one.",
        "{book} no se actualizó, porque otro libro con ese nombre fue a la misma carpeta: actualícelo en otra.",
    ),
    "OUTPUT_FOLDER": Text(
        "{book} is no folder, and the refreshed copies go into one: name a folder.",
        "{book} no es una carpeta, y las copias actualizadas van en una: indique una carpeta.",
    ),
    "INTERNAL": Text(
        "{book} was left as it was, because of a fault in this program ({fault}): please report it to its makers.",
        "{book} quedó como estaba por un fallo de este programa ({fault}): comuníquelo a sus autores.",
    ),
    "HARD_LINKED": Text(
        "{book} is one of several names of the same file: write the result to another folder, or make a copy first.",
        "{book} es uno de varios nombres del mismo archivo: escriba el resultado en otra carpeta o haga una copia.",
    ),
}

#: What was done with a reservation. The refresh went on.
WARNINGS: Final[dict[str, Text]] = {
    "TRAILING_BYTES": Text(
        "{found} bytes after the end of the workbook were left alone.",
        "Se dejaron intactos {found} bytes tras el final del libro.",
    ),
    "ROW_ORDER": Text(
        "{where}: rows or cells are not in order; they were read by their addresses.",
        "{where}: las filas o celdas no están en orden; se leyeron por sus direcciones.",
    ),
    "BAD_STYLE": Text(
        "{where} uses a cell style that the workbook does not have; the value is not affected.",
        "{where} usa un estilo de celda que el libro no tiene; el valor no se ve afectado.",
    ),
    "TEXT_TOO_LONG": Text(
        "{where} holds a text of {found} characters; Excel allows {limit}.",
        "{where} contiene un texto de {found} caracteres; Excel permite {limit}.",
    ),
    "CIRCULAR": Text(
        "{where} depends on itself; it keeps its last value.",
        "{where} depende de sí misma; conserva su último valor.",
    ),
    "ITERATE_UNSUPPORTED": Text(
        "{where} needs iterative calculation; it keeps its last value.",
        "{where} necesita cálculo iterativo; conserva su último valor.",
    ),
    "UNSUPPORTED_FUNCTION": Text(
        "{where} uses {function}, which only Excel computes; it keeps its last value.",
        "{where} usa {function}, que solo Excel calcula; conserva su último valor.",
    ),
    "FORMULA_TOO_LONG": Text(
        "{where} holds a formula of {found} characters; Excel allows {limit}, so it keeps its last value.",
        "{where} contiene una fórmula de {found} caracteres; Excel permite {limit}, así que conserva su último valor.",
    ),
    "FORMULA_TOO_COMPLEX": Text(
        "{where} holds a formula that is too complex to compute; it keeps its last value.",
        "{where} contiene una fórmula demasiado compleja para calcularla; conserva su último valor.",
    ),
    "FORMULA_INVALID": Text(
        "{where} holds a formula that cannot be read; it keeps its last value.",
        "{where} contiene una fórmula que no se puede leer; conserva su último valor.",
    ),
    "BUDGET": Text(
        "{where} would need too much time or memory; it keeps its last value.",
        "{where} necesitaría demasiado tiempo o memoria; conserva su último valor.",
    ),
    "EXTERNAL_LINK": Text(
        "{where} reads another workbook, which is never opened; it keeps its last value.",
        "{where} lee otro libro, que nunca se abre; conserva su último valor.",
    ),
    "XLM_MACRO": Text(
        "{where} is an Excel 4.0 macro sheet; it was kept and not run.",
        "{where} es una hoja de macros de Excel 4.0; se conservó y no se ejecutó.",
    ),
    "RANDOM_KEPT": Text(
        "{where} uses {function}; random numbers are not drawn again, so it keeps its last value.",
        "{where} usa {function}; los números aleatorios no se sortean de nuevo, así que conserva su último valor.",
    ),
    "UNKNOWN_NAME": Text(
        "{where} uses the name {name}, which this workbook does not define; it keeps its last value.",
        "{where} usa el nombre {name}, que este libro no define; conserva su último valor.",
    ),
    "RELATIVE_NAME": Text(
        "{where} uses the name {name}, which means another cell in each place; it keeps its last value.",
        "{where} usa el nombre {name}, que en cada lugar se refiere a otra celda; conserva su último valor.",
    ),
    "UNKNOWN_SHEET": Text(
        "{where} reads the sheet {missing}, which is not there; it keeps its last value.",
        "{where} lee la hoja {missing}, que no existe; conserva su último valor.",
    ),
    "UNKNOWN_TABLE": Text(
        "{where} reads a table that this workbook does not have; it keeps its last value.",
        "{where} lee una tabla que este libro no tiene; conserva su último valor.",
    ),
    "UNKNOWN_COLUMN": Text(
        "{where} names a column or a totals row that its table does not have; it keeps its last value.",
        "{where} nombra una columna o una fila de totales que su tabla no tiene; conserva su último valor.",
    ),
    "DATA_TABLE": Text(
        "{where} belongs to a what-if data table, which only Excel computes; it keeps its last value.",
        "{where} pertenece a una tabla de datos de hipótesis, que solo Excel calcula; conserva su último valor.",
    ),
    "KPI_INSIDE_LET": Text(
        "{where} calls a KPI function with variables of LET or LAMBDA, which only Excel can do; "
        "it keeps its last value.",
        "{where} llama a una función KPI con variables de LET o LAMBDA, lo que solo Excel puede hacer; conserva su "
        "último valor.",
    ),
    "ENGINE_UNSURE": Text(
        "{where} uses {function} in a form that is not proven outside Excel; it keeps its last value.",
        "{where} usa {function} de una forma no comprobada fuera de Excel; conserva su último valor.",
    ),
    "ARRAYS_IN_PLAIN_FORMULA": Text(
        "{where} mixes whole ranges and single cells of ranges, which only Excel tells apart; it keeps its last value.",
        "{where} mezcla rangos enteros y celdas sueltas de rangos, que solo Excel distingue; conserva su último valor.",
    ),
    "ENGINE_UNKNOWN_NAME": Text(
        "{where} holds a formula that only Excel understands; it keeps its last value.",
        "{where} contiene una fórmula que solo Excel entiende; conserva su último valor.",
    ),
    "TEXT_CUT": Text(
        "{where} comes to a text that is longer than Excel allows; it keeps its last value.",
        "{where} da un texto más largo de lo que Excel permite; conserva su último valor.",
    ),
    "ENGINE_LOST_CELLS": Text(
        "{where} looks up its cells in a way that only Excel follows; it keeps its last value.",
        "{where} busca sus celdas de un modo que solo Excel sigue; conserva su último valor.",
    ),
    "ENGINE_FAILED": Text(
        "Ordinary formulas keep their last values, because the formula engine gave up on this workbook ({problem}).",
        "Las fórmulas corrientes conservan sus últimos valores, porque el motor no pudo con este libro ({problem}).",
    ),
    "PRECISION_AS_DISPLAYED": Text(
        "Ordinary formulas keep their last values, because this workbook computes with the precision displayed.",
        "Las fórmulas corrientes conservan sus últimos valores, porque este libro calcula con la precisión mostrada.",
    ),
    "TABLE_IN_ONE_CELL": Text(
        "{where}: {function} gives a table, but this formula does not spill, so only its first cell shows; enter it "
        "again in Excel 365, or as an array formula over the cells of the table.",
        "{where}: {function} devuelve una tabla, pero esta fórmula no se desborda y solo muestra su primera celda; "
        "vuelva a escribirla en Excel 365, o como fórmula matricial sobre las celdas de la tabla.",
    ),
    "CIRCULAR_KPI": Text(
        "{where} waits for its own result by way of other cells; it keeps its last value.",
        "{where} espera su propio resultado a través de otras celdas; conserva su último valor.",
    ),
    "KPI_FAULT": Text(
        "{where} keeps its last value, because {function} broke down ({fault}): please report it to its makers.",
        "{where} conserva su último valor, porque {function} falló ({fault}): comuníquelo a sus autores.",
    ),
    "MISSING_CODES_UNREAD": Text(
        "{where} keeps its last value, because the name {name}, which lists further codes for no answer, "
        "cannot be read.",
        "{where} conserva su último valor, porque no se puede leer el nombre {name}, que indica más códigos de no "
        "respuesta.",
    ),
}


class _Details(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def workbook_message(code: str, path: str, details: Mapping[str, object]) -> Text:
    """Return the sentence for an error code: which workbook, what is wrong with it, and what to do."""
    return _filled(ERRORS[code], details, {"book": PurePath(path).name or path or "…"})


def warning_message(code: str, details: Mapping[str, object]) -> Text:
    """Return the sentence for a warning code: where, and what was done about it."""
    return _filled(WARNINGS[code], details, {})


def _filled(text: Text, details: Mapping[str, object], given: dict[str, object]) -> Text:
    filled = _Details(given | dict(details))
    if "where" not in filled:
        filled["where"] = _where(filled)
    return Text(text.en.format_map(filled), text.es.format_map(filled))


def _where(details: Mapping[str, object]) -> str:
    """Name the place: ``Sheet!A1``, the sheet alone, or the part of the package."""
    sheet, cell = details.get("sheet"), details.get("cell")
    if sheet is not None and cell is not None:
        return f"{sheet}!{cell}"
    for place in (cell, sheet, details.get("part")):
        if place is not None:
            return str(place)
    return "…"
