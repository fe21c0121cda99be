"""How long a refresh takes, beside what people use today. See README.md in this folder."""
