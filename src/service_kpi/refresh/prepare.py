"""Every formula of a workbook, made ready for the engine: spelled out, our calls taken out, the impossible frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from service_kpi.addresses import MAX_COLUMNS, MAX_ROWS, Range
from service_kpi.engine.frozen import FROZEN
from service_kpi.engine.interface import EngineName
from service_kpi.engine.unproven import Surroundings, unproven
from service_kpi.errors import REF
from service_kpi.formulas.arrays import Entry, entry_of, may_be_array, single_cells
from service_kpi.formulas.calls import Call, Place, find_calls
from service_kpi.formulas.lexer import MAX_LENGTH, FormulaError, Token, TokenKind, tokenize, too_complex
from service_kpi.formulas.literals import NOT_LITERAL, literal
from service_kpi.formulas.references import Reference, parse_reference, qualify
from service_kpi.formulas.shared import shift
from service_kpi.formulas.structured import Tables, TableShape, resolve_structured
from service_kpi.formulas.usage import Usage, builtin_name, usage
from service_kpi.refresh.names import Frozen, Names
from service_kpi.refresh.slots import NOWHERE, SLOT_PREFIX, CellRange, Expression, Literal, Position, Slot, Source
from service_kpi.xlsx.language import excel_language
from service_kpi.xlsx.sheet import FormulaCell
from service_kpi.xlsx.slim import Formula
from service_kpi.xlsx.workbook import DefinedName, WorkbookParts

#: A workbook may list further values that mean "no answer" (99, say) under this name, in either language.
MISSING_CODES_NAMES: Final = ("KPI_MISSING_CODES", "KPI_SIN_RESPUESTA")

#: Functions that the engine may lose the cells of, though Excel finds them.
_FINDS_CELLS: Final = frozenset({"INDIRECT", "ANCHORARRAY"})

#: Left of it there is more room than any sheet uses, right of it more than any argument does.
_FAR_COLUMN: Final = 12_000

_SLOT: Final = re.compile(rf"{SLOT_PREFIX}\d+")

#: Functions that hand one of their arguments on as it is: a table inside them is still the cell's own result.
_HANDS_ON = frozenset({"IF", "IFERROR", "IFNA", "IFS", "CHOOSE", "SWITCH", "LET"})


class Preparation:
    """Prepares the formulas of one workbook and collects slots, names and notices on the way."""

    def __init__(self, workbook: WorkbookParts, known: Mapping[str, str], supported: frozenset[str]) -> None:
        self.workbook = workbook
        self.slots: list[Slot]
        self.names: Names
        self.engine_names: list[EngineName]
        #: Further values that mean "no answer", where the workbook lists some.
        self.missing_codes: Source = Literal(None)
        self.language = excel_language(workbook.package)
        #: Indexes of the sheets that formulas read; ``None`` when a formula may read any sheet.
        self.read_sheets: set[int] | None = set()
        self._missing_codes_problem: Frozen | None = None
        self._known = known
        self._supported = supported
        self.sheet_index = {sheet.name.lower(): sheet.index for sheet in workbook.sheets}
        self._tables = Tables(
            TableShape(
                table.name,
                workbook.sheets[table.sheet].name,
                table.range,
                table.header_rows,
                table.totals_rows,
                tuple(table.columns),
            )
            for table in workbook.tables
        )
        self._surroundings = Surroundings(self.language, frozenset(), workbook.date1904)
        self._prepare_names(workbook.defined_names)
        self._surroundings = replace(self._surroundings, single_names=self._single_names())
        self._find_missing_codes(workbook.defined_names)

    # Names -----------------------------------------------------------------------------------------------------

    def _prepare_names(self, names: Sequence[DefinedName]) -> None:
        """Names may use names, in any order: take them in rounds until no further one becomes usable."""
        waiting = [name for name in names if not name.name.lower().startswith("_xlnm.")]
        self.names, self.engine_names, self.slots = Names(self.sheet_index), [], []
        while waiting:
            later = []
            for name in waiting:
                key = (name.scope, name.name.upper())
                try:
                    text = self._prepare_name(name)
                except Frozen as frozen:
                    if frozen.code == "UNKNOWN_NAME":
                        later.append(name)
                    self.names.frozen[key] = frozen
                    continue
                self.names.frozen.pop(key, None)
                self.names.usable[key] = text
                self.engine_names.append(EngineName(name.name, text, name.scope))
            if len(later) == len(waiting):
                break
            waiting = later

    def _prepare_name(self, name: DefinedName) -> str:
        sheet = 0 if name.scope is None else name.scope
        text = self._ready(name.text, (sheet, 0, 0), in_array=True, named=True)
        used = usage(text)
        if used.three_d:
            raise Frozen("ENGINE_UNSURE", function=name.name)
        if any(not _is_absolute(reference) for reference in used.references):
            raise Frozen("RELATIVE_NAME", name=name.name)
        return text

    def _single_names(self) -> frozenset[str]:
        """Return the names that stand for one cell or one value."""
        return frozenset(
            name for (_, name), text in self.names.usable.items() if not may_be_array(text) and not usage(text).names
        )

    def _find_missing_codes(self, names: Sequence[DefinedName]) -> None:
        """Find the list of further values that mean "no answer". Unread, it would make every KPI silently wrong."""
        for name in names:
            if name.scope is None and name.name.upper() in MISSING_CODES_NAMES:
                try:
                    _check_size(name.text)
                    self.missing_codes = self._source(self._resolved(name.text, (0, 0, 0)), (0, 0, 0))
                except (Frozen, FormulaError):
                    self._missing_codes_problem = Frozen("MISSING_CODES_UNREAD", name=name.name)
                    self._prepare_names(names)  # again: names that call a KPI are not usable now

    # Formulas --------------------------------------------------------------------------------------------------

    def formula(self, sheet: int, cell: FormulaCell, master: FormulaCell | None) -> Formula:
        """Return what the engine is given for a cell's formula; raise :class:`Frozen` when it must keep its value."""
        if cell.kind == "datatable":
            raise Frozen("DATA_TABLE")
        text = cell.text
        if not text and master is not None:
            _check_size(master.text)
            text = shift(master.text, cell.row - master.row, cell.column - master.column)
        in_array = cell.kind == "array"
        text = self._ready(text, (sheet, cell.row, cell.column), in_array=in_array, named=False)
        if in_array:
            return Formula(text, cell.ref, cell.dynamic)
        entry = entry_of(_without_slots(text), self._surroundings.single_names)
        return Formula(text, Range.cell(cell.row, cell.column) if entry is Entry.ARRAY else None)

    def _ready(self, text: str, position: Position, *, in_array: bool, named: bool) -> str:
        _check_size(text)
        slots_before = len(self.slots)
        try:
            text = self._resolved(text, position)
            text = single_cells(self._take_out_calls(text, position, in_array=in_array, named=named))
            self._check_usage(text, position[0])
            if not in_array and entry_of(_without_slots(text), self._surroundings.single_names) is Entry.UNSURE:
                raise Frozen("ARRAYS_IN_PLAIN_FORMULA")
        except FormulaError as problem:
            del self.slots[slots_before:]
            raise Frozen("FORMULA_INVALID", problem=str(problem)) from problem
        except Frozen:
            del self.slots[slots_before:]
            raise
        return text

    def _resolved(self, text: str, position: Position) -> str:
        """Return a formula of sound tokens with its structured references spelled out."""
        try:
            resolved = resolve_structured(text, self._tables, self.workbook.sheets[position[0]].name, *position[1:])
        except FormulaError as problem:
            raise Frozen("UNKNOWN_TABLE") from problem
        if resolved.count(REF.code) > text.count(REF.code):
            # Excel itself writes #REF! when a column goes; a name that we cannot find is no reason to lose a value.
            raise Frozen("UNKNOWN_COLUMN")
        return resolved

    def _check_usage(self, text: str, sheet: int) -> None:
        used = usage(text)
        if used.external:
            raise Frozen("EXTERNAL_LINK")
        if used.has_structured:
            raise Frozen("UNKNOWN_TABLE")
        for function in sorted(used.functions):
            if function in FROZEN:
                raise Frozen(FROZEN[function], function=function)
            if function not in self._supported:
                self._check_lambda(function, sheet)
        if reason := unproven(_without_slots(text), used, self._surroundings):
            raise Frozen("ENGINE_UNSURE", function=reason)
        for name in used.names:
            if not name.startswith(SLOT_PREFIX):
                self.names.find(name, sheet)
        for reference in used.references:
            if reference.sheet is not None and reference.sheet.lower() not in self.sheet_index:
                raise Frozen("UNKNOWN_SHEET", missing=reference.sheet)
        self._note_read_sheets(used, sheet)

    def _note_read_sheets(self, used: Usage, sheet: int) -> None:
        if used.three_d or "INDIRECT" in used.functions:
            self.read_sheets = None
        if self.read_sheets is not None:
            self.read_sheets.update(
                sheet if reference.sheet is None else self.sheet_index[reference.sheet.lower()]
                for reference in used.references
            )

    def _check_lambda(self, function: str, sheet: int) -> None:
        """A function that the engine does not know may be a defined name that holds a LAMBDA, or one of its own."""
        if function.startswith("_XLPM."):
            return
        try:
            self.names.find(function, sheet)
        except Frozen as frozen:
            if frozen.code == "UNKNOWN_NAME":
                raise Frozen("UNSUPPORTED_FUNCTION", function=function) from None
            raise

    def is_own(self, text: str) -> bool:
        """True for a prepared formula that is nothing but one of our calls."""
        return any(text in (slot.name, slot.first_cell) for slot in self.slots[-1:])

    def finds_its_cells(self, text: str) -> bool:
        """True for a prepared formula that looks its cells up: by name as text, or as what another formula spilled."""
        used = usage(text)
        return bool(used.functions & _FINDS_CELLS) or any(
            self.finds_its_cells(named)
            for (_, name), named in self.names.usable.items()
            if name in used.names and named.upper() != name
        )

    # Our calls -------------------------------------------------------------------------------------------------

    def _take_out_calls(self, text: str, position: Position, *, in_array: bool, named: bool) -> str:
        while calls := find_calls(text, self._known):
            call = calls[0]  # the innermost comes first; what it leaves behind is an ordinary name
            slot = self._slot(text, call, position, named=named)
            shows_one = not in_array and (
                call.place is not Place.ARGUMENT or _enclosing_function(text, call.start) in _HANDS_ON
            )
            # Excel shows the first cell of a table in a formula that does not spill, as for any function.
            stand_in = slot.first_cell if shows_one else slot.name
            slot.shows_one_cell = shows_one and call.place is Place.WHOLE
            text = text[: call.start] + stand_in + text[call.end :]
        return text

    def _slot(self, text: str, call: Call, position: Position, *, named: bool) -> Slot:
        if self._missing_codes_problem:
            raise self._missing_codes_problem
        arguments = tuple(self._source(text[start:end], position) for start, end in call.arguments)
        if named and any(isinstance(argument, Expression) and argument.place for argument in arguments):
            raise Frozen("FORMULA_TOO_COMPLEX")  # it means something else in each cell that uses the name
        slot = Slot(len(self.slots), call.name_as_called, arguments, NOWHERE if named else position)
        self.slots.append(slot)
        return slot

    def _source(self, text: str, position: Position) -> Source:
        if not text:
            return Literal(None)
        if "_xlpm." in text.lower():
            raise Frozen("KPI_INSIDE_LET")
        sheet = position[0]
        tokens = tokenize(text)
        if len(tokens) == 1 and tokens[0].kind is TokenKind.NAME and not text.startswith(SLOT_PREFIX):
            text = self.names.find(text, sheet)
            tokens = tokenize(text)
        value = literal(text)
        if value is not NOT_LITERAL:
            return Literal(value)
        if len(tokens) == 1 and tokens[0].kind is TokenKind.REFERENCE:
            source = self._range(tokens[0], sheet)
            if source is not None:
                return source
        self._check_usage(text, sheet)
        qualified = qualify(text, self.workbook.sheets[sheet].name, position[1:], self._local_names(sheet))
        return Expression(qualified, _where_it_must_stand(text, position))

    def _local_names(self, sheet: int) -> frozenset[str]:
        return frozenset(name for scope, name in self.names.usable if scope == sheet)

    def _range(self, token: Token, sheet: int) -> CellRange | None:
        reference = parse_reference(token.text)
        if reference.workbook is not None:
            raise Frozen("EXTERNAL_LINK")
        if reference.last_sheet is not None or reference.spill:
            return None
        if reference.sheet is not None:
            if reference.sheet.lower() not in self.sheet_index:
                raise Frozen("UNKNOWN_SHEET", missing=reference.sheet)
            sheet = self.sheet_index[reference.sheet.lower()]
        return CellRange(sheet, reference.range)


def _where_it_must_stand(text: str, position: Position) -> Position | None:
    """Return the place that an expression of the formula at ``position`` must be evaluated at, if that matters."""
    if "SINGLE" in usage(text).functions or any(token.text == "@" for token in tokenize(text)):
        return position
    if "INDIRECT" in usage(text).functions:
        # On its own sheet, where no cell is in the way of what it may spill.
        return (position[0], position[1], _FAR_COLUMN)
    return None


def _without_slots(text: str) -> str:
    """Return a formula with one plain value for each of our calls, to ask how the rest of it works."""
    return _SLOT.sub("0", text)


def _check_size(text: str) -> None:
    try:
        reason = too_complex(text)
    except FormulaError as problem:
        raise Frozen("FORMULA_INVALID", problem=str(problem)) from problem
    if reason:
        raise Frozen(reason, found=len(text), limit=MAX_LENGTH)


def _is_absolute(reference: Reference) -> bool:
    """True where no part of a reference moves with the cell that uses it; a whole column has no rows to move."""
    absolute, area = reference.absolute, reference.range
    rows = (absolute.first_row and absolute.last_row) or area.rows == MAX_ROWS
    columns = (absolute.first_column and absolute.last_column) or area.columns == MAX_COLUMNS
    return rows and columns


def _enclosing_function(text: str, start: int) -> str:
    """Return the built-in name of the function whose argument list holds a position."""
    open_names: list[str] = []
    at = 0
    for kind, token in tokenize(text):
        if at >= start:
            break
        at += len(token)
        if kind is TokenKind.FUNCTION or kind is TokenKind.OPEN:
            open_names.append(builtin_name(token) if kind is TokenKind.FUNCTION else "")
        elif kind is TokenKind.CLOSE:
            open_names.pop()
    return next((name for name in reversed(open_names) if name), "")
