"""``python -m service_kpi`` is the same as ``service-kpi``."""

import sys

from service_kpi.cli import main

if __name__ == "__main__":
    sys.exit(main())
