"""How long a refresh takes, beside what people use today, and what a worksheet function costs. See README.md here."""
