"""The arguments that the promise functions share."""

from __future__ import annotations

from typing import Final

from service_kpi.spec import Argument, Kind
from service_kpi.text import Text

PROMISED: Final = Argument(
    "promised",
    Kind.DATES,
    Text("date promised, one per row; blank: no promise", "fecha prometida, una por fila; en blanco: sin promesa"),
    unit="date",
    pairs="rows",
)
DELIVERED: Final = Argument(
    "delivered",
    Kind.DATES,
    Text(
        'date delivered; blank while undelivered, or the word "cancelled"',
        "fecha de entrega; en blanco si aún no se entregó, o la palabra «cancelado»",
    ),
    unit="date",
    pairs="rows",
)
AS_OF: Final = Argument(
    "as_of",
    Kind.DATE,
    Text(
        "the day on which the ledger is judged, such as the end of the month; never the clock",
        "el día en que se juzga el registro, por ejemplo fin de mes; nunca el reloj",
    ),
    unit="date",
)
IN_FULL: Final = Argument(
    "in_full",
    Kind.FLAGS,
    Text(
        "yes or no: delivered in full; a blank row is judged on time alone",
        "sí o no: entregado completo; una fila en blanco se juzga solo por el plazo",
    ),
    pairs="rows",
    optional=True,
)
TOLERANCE: Final = Argument(
    "tolerance",
    Kind.NUMBER,
    Text("days of grace after the promise, 0 if left out", "días de gracia tras la promesa, 0 si se omite"),
    unit="days",
    optional=True,
    low=0.0,
)
BY_DAY: Final = Argument(
    "by_day",
    Kind.BOOLEAN,
    Text(
        "TRUE (default) compares calendar days; FALSE compares clock times too, where a promise stored with 00:00 "
        "means the whole day",
        "VERDADERO (por defecto) compara días naturales; FALSO compara también la hora, y una promesa guardada con "
        "00:00 vale para todo el día",
    ),
    optional=True,
)

DUE_AND_KEPT: Final = Text(
    "A promise is due when its date is on or before as_of. It is kept when delivered no later than promised plus the "
    "tolerance and, where in_full says so, in full. Due and undelivered is broken; a delivery after as_of is not known "
    "yet. Not yet due is open, and cancelled by the customer is neither: both leave the share. Rows without a promised "
    "date do not count.",
    "Una promesa vence cuando su fecha es anterior o igual a as_of. Se cumple si se entrega a más tardar en la fecha "
    "prometida más la tolerancia y, donde in_full lo indique, completa. Vencida y sin entregar es incumplida; una "
    "entrega posterior a as_of aún no se conoce. La que no ha vencido está abierta, y la cancelada por el cliente no "
    "es ninguna de las dos: ambas salen de la proporción. Las filas sin fecha prometida no cuentan.",
)
