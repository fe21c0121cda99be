"""Every word on the sheets, in both languages. Tables and workbook-level names stay English in both books."""

from __future__ import annotations

from typing import Final

from service_kpi.text import Text

COMPANY: Final = Text("Brisa Home Services", "Servicios Brisa para el Hogar")

SHEETS: Final = {
    "dashboard": Text("Dashboard", "Panel"),
    "settings": Text("Settings", "Ajustes"),
    "survey": Text("Survey", "Encuesta"),
    "promises": Text("Promises", "Promesas"),
    "competitors": Text("Competitors", "Competencia"),
    "calls": Text("Calls", "Llamadas"),
    "calculations": Text("Calculations", "Cálculos"),
    "notes": Text("Notes", "Notas"),
}

DIMENSIONS: Final = (
    Text("Tangibles", "Tangibles"),
    Text("Reliability", "Fiabilidad"),
    Text("Responsiveness", "Respuesta"),
    Text("Assurance", "Seguridad"),
    Text("Empathy", "Empatía"),
)
QUESTIONS: Final = (
    Text("Tools and vans look cared for", "Herramientas y vehículos bien cuidados"),
    Text("Staff are neat", "Personal de buena presencia"),
    Text("Quotes and invoices are easy to read", "Presupuestos y facturas fáciles de leer"),
    Text("Arrives when promised", "Llega cuando lo prometió"),
    Text("Gets it right the first time", "Lo hace bien a la primera"),
    Text("Finishes when promised", "Termina cuando lo prometió"),
    Text("Says when the service will be done", "Dice cuándo se hará el servicio"),
    Text("Answers promptly", "Responde con rapidez"),
    Text("Is always willing to help", "Siempre está dispuesto a ayudar"),
    Text("Staff inspire confidence", "El personal inspira confianza"),
    Text("I feel safe with them in my home", "Me siento seguro con ellos en casa"),
    Text("Staff know their trade", "El personal conoce su oficio"),
    Text("Gives me personal attention", "Me da atención personal"),
    Text("Convenient hours", "Horarios convenientes"),
    Text("Understands what I need", "Entiende lo que necesito"),
)
KINDS: Final = (
    Text("Contractual", "Contractual"),
    Text("Written", "Escrita"),
    Text("Verbal", "Verbal"),
    Text("Implicit", "Implícita"),
)
TOUCHPOINTS: Final = (
    Text("Booking", "Reserva"),
    Text("Home visit", "Visita"),
    Text("Billing", "Facturación"),
    Text("After-sales", "Posventa"),
)
CHANNELS: Final = (
    Text("Phone", "Teléfono"),
    Text("Web", "Web"),
    Text("Email", "Correo"),
    Text("In person", "Presencial"),
)
OWNERS: Final = ("Ana", "Bruno", "Carla", "Diego", "Elena")
FIRMS: Final = ("Brisa", "Alba", "Norte", "Delta")
ATTRIBUTES: Final = (
    Text("Punctuality", "Puntualidad"),
    Text("Workmanship", "Acabado"),
    Text("Price clarity", "Precio claro"),
    Text("Courtesy", "Trato"),
    Text("Response", "Respuesta"),
    Text("Warranty", "Garantía"),
)
IMPORTANCE: Final = (0.25, 0.25, 0.15, 0.10, 0.15, 0.10)

YES: Final = Text("Yes", "Sí")
NO: Final = Text("No", "No")
CANCELLED: Final = Text("Cancelled", "Cancelada")

STATUS: Final = {
    "kept": Text("Kept", "Cumplida"),
    "late": Text("Late", "Tarde"),
    "partial": Text("Not in full", "Incompleta"),
    "overdue": Text("Overdue", "Atrasada"),
    "open": Text("Open", "Abierta"),
    "cancelled": CANCELLED,
}

COLUMNS: Final = {
    "respondent": Text("Respondent", "Encuestado"),
    "day": Text("Date", "Fecha"),
    "channel": Text("Channel", "Canal"),
    "promise": Text("Promise", "Promesa"),
    "customer": Text("Customer", "Cliente"),
    "kind": Text("Kind", "Clase"),
    "touchpoint": Text("Touchpoint", "Punto de contacto"),
    "owner": Text("Owner", "Responsable"),
    "promised": Text("Promised", "Prometida"),
    "delivered": Text("Delivered", "Entregada"),
    "in_full": Text("In full", "Completa"),
    "status": Text("Status", "Estado"),
    "person": Text("Person", "Persona"),
    "attribute": Text("Attribute", "Atributo"),
    "weight": Text("Weight", "Peso"),
    "call": Text("Call", "Llamada"),
    "start": Text("Start", "Inicio"),
    "wait": Text("Wait seconds", "Espera segundos"),
    "answered": Text("Answered", "Atendida"),
    "kpi": Text("KPI", "KPI"),
    "target": Text("Target", "Meta"),
    "value": Text("Last value", "Valor anterior"),
    "low": Text("Low 95 %", "Inferior 95 %"),
    "high": Text("High 95 %", "Superior 95 %"),
}

#: The six figures of the dashboard, in the order of the tiles: label with unit, and what the cell's note says.
TILES: Final = {
    "gap": Text("Gap · points on 1–7", "Brecha · puntos en 1–7"),
    "promises": Text("Promises kept · % of due", "Cumplimiento de promesas · %"),
    "customers": Text("Customers: all kept · %", "Clientes: todo cumplido · %"),
    "quality": Text("Quality vs best rival · 100 = equal", "Calidad frente al mejor · 100 = igual"),
    "service_level": Text("Service level · % in time", "Nivel de servicio · % a tiempo"),
    "answered": Text("Calls answered · % of offered", "Llamadas atendidas · % del total"),
}
