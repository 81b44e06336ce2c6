"""The estimate for a power cable beside a data cable against the same sum written out with matrices of numbers."""

import cmath
import dataclasses
import math

import pytest

from plantwright.physics import cable_coupling
from plantwright.physics.cable_coupling import DataCable, PowerCable, Run

POWER = PowerCable(
    diameter_m=0.03,
    conductor_m2=25e-6,
    cores=4,
    current_a=100,
    line_voltage_v=400,
    frequency_hz=50,
    rise_time_s=3e-6,
    velocity_factor=0.6,
)
DATA = DataCable(diameter_m=0.009, conductor_m2=0.75e-6, ground_ohm=300)

WIRE_R = math.sqrt(0.75e-6 / math.pi)
CORE_R = math.sqrt(25e-6 / math.pi)
LIGHT = 299_792_458


@dataclasses.dataclass(frozen=True)
class Share:
    """Mutual inductance, mutual capacitance and capacitance to ground of one conductor, per metre."""

    m: float
    c: float
    ground: float


def inverse_c(first: float, second: float, mutual: float) -> tuple[float, float]:
    """Mutual capacitance, and that of the second wire to the return: the inverse of [L] over c squared."""
    determinant = first * second - mutual**2
    return mutual / determinant / LIGHT**2, (first - mutual) / determinant / LIGHT**2


def places(cores: int, turn: int, apart_m: float) -> list[complex]:
    """Centres of four places in the power cable; the data cable lies at x = 0."""
    circle = 0.015 / (1 + math.sin(math.pi / max(cores, 4)))
    angles = [2 * math.pi * turn / 12 + 2 * math.pi * core / max(cores, 4) for core in range(4)]
    return [apart_m + 0.015j + circle * cmath.exp(1j * angle) for angle in angles]


def over_a_plane(at: complex) -> Share:
    wire = 0.0045j
    mutual = 2e-7 * math.log(abs(at - wire.conjugate()) / abs(at - wire))
    first, second = 2e-7 * math.log(2 * at.imag / CORE_R), 2e-7 * math.log(0.009 / WIRE_R)
    return Share(mutual, *inverse_c(first, second, mutual))


def beside_protective(at: complex, protective: complex) -> Share:
    """The protective conductor carries the charge; of the field only the distance counts, its return is 1 m off."""
    wire = 0.0045j
    first = 2e-7 * math.log(abs(at - protective) ** 2 / CORE_R**2)
    second = 2e-7 * math.log(abs(wire - protective) ** 2 / (WIRE_R * CORE_R))
    mutual = 2e-7 * math.log(abs(at - protective) * abs(wire - protective) / (abs(at - wire) * CORE_R))
    return Share(-2e-7 * math.log(abs(at - wire)), *inverse_c(first, second, mutual))


def shares(turn: int, run: Run, cores: int) -> list[Share]:
    """What the three phases share with the data cable."""
    *phases, protective = places(cores, turn, run.apart_m)
    return [over_a_plane(at) if run.plane else beside_protective(at, protective) for at in phases]


def noise_v(w: float, mutual_f: float, ground_f: float, source_v: complex) -> float:
    """Two impedances in series: the coupling capacitance, then 300 ohm beside the capacitance to ground."""
    through, across = 1 / (1j * w * mutual_f), 1 / (1 / 300 + 1j * w * ground_f)
    return abs(source_v * across / (through + across))


def mains_v(found: list[Share], length_m: float) -> tuple[float, float]:
    w, third = 2 * math.pi * 50, cmath.exp(-2j * math.pi / 3)
    turned = [1, third, third**2]
    flux = sum(each.m * 100 * math.sqrt(2) * phase for each, phase in zip(found, turned, strict=True))
    volts = 400 * math.sqrt(2) / math.sqrt(3)
    charge = sum(each.c * volts * phase for each, phase in zip(found, turned, strict=True))
    total = sum(each.c for each in found) + min(each.ground for each in found)
    return w * length_m * abs(flux), noise_v(w, total * length_m, 1e-30, charge / total)


def edge_v(found: list[Share], length_m: float, cores: int) -> tuple[float, float]:
    """An edge of 3 us stands for 1/(pi 3 us); its current is the peak of the line voltage over 0.6 c L."""
    w, volts, circle = 2 / 3e-6, 400 * math.sqrt(2), 0.015 / (1 + math.sin(math.pi / max(cores, 4)))
    current = volts / (0.6 * LIGHT * 4e-7 * math.log(2 * circle / CORE_R))
    magnetic = w * abs(found[0].m - found[2].m) * length_m * current
    return magnetic, noise_v(w, found[0].c * length_m, found[0].ground * length_m, volts)


@pytest.mark.parametrize("cores", [3, 4, 5])
@pytest.mark.parametrize("length_m", [1, 40])
@pytest.mark.parametrize(("plane", "apart_m"), [(True, 0.05), (True, 0.3), (False, 0.05), (False, 0.3)])
def test_the_worst_of_twelve_turns(cores: int, length_m: float, plane: bool, apart_m: float) -> None:
    run = Run(apart_m=apart_m, length_m=length_m, plane=plane)
    turns = [shares(turn, run, cores) for turn in range(12)]
    mains, edge = ([mains_v(turn, length_m) for turn in turns], [edge_v(turn, length_m, cores) for turn in turns])
    found = cable_coupling.induced(dataclasses.replace(POWER, cores=cores), DATA, run)
    assert found.mains.frequency_hz == 50
    assert found.mains.magnetic_v == pytest.approx(max(magnetic for magnetic, _ in mains))
    assert found.mains.electric_v == pytest.approx(max(electric for _, electric in mains))
    assert found.edge is not None
    assert found.edge.frequency_hz == pytest.approx(1 / (math.pi * 3e-6))
    assert found.edge.magnetic_v == pytest.approx(max(magnetic for magnetic, _ in edge))
    assert found.edge.electric_v == pytest.approx(max(electric for _, electric in edge))


def test_velocity_factor_is_one_unless_given() -> None:
    air = dataclasses.replace(POWER, velocity_factor=1.0)
    plain = PowerCable(
        diameter_m=0.03, conductor_m2=25e-6, cores=4, current_a=1, line_voltage_v=400, frequency_hz=50, rise_time_s=1e-6
    )
    assert cable_coupling.edge_current_a(plain) == cable_coupling.edge_current_a(air)


@pytest.mark.parametrize(("share", "fits"), [(0.999, True), (1.001, False)])
def test_conductors_fit_up_to_the_core(share: float, fits: bool) -> None:
    """Four cores of radius R/(1 + sqrt 2) fill a cable of radius R."""
    core = 0.015 / (1 + math.sqrt(2))
    power = dataclasses.replace(POWER, conductor_m2=math.pi * (share * core) ** 2)
    if fits:
        assert cable_coupling.core_circle_m(power) == pytest.approx(0.015 - core)
        return
    with pytest.raises(ValueError) as refused:
        cable_coupling.core_circle_m(power)
    assert str(refused.value) == "conductors of 121.52 mm² do not fit a cable of 30 mm"
