import math

import numpy as np
import pytest

from service_kpi.kpis._quadrature import gauss_legendre


def test_known_integrals() -> None:
    x, weights = gauss_legendre(0, math.pi)
    assert weights @ np.sin(x) == pytest.approx(2, rel=1e-14)
    x, weights = gauss_legendre(-10, 10)
    assert weights @ np.exp(-(x**2) / 2) == pytest.approx(math.sqrt(2 * math.pi), rel=1e-13)
    x, weights = gauss_legendre(2, 47)
    assert weights @ np.exp(2 - x) == pytest.approx(1, rel=1e-13)
