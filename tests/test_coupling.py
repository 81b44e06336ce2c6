"""The calculations of coupling against published cases, a second method, and properties."""

import cmath
import math
from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from plantwright.physics import cable_coupling, coupling, crosstalk, lumped, pairs, screen, twisted_pair
from plantwright.physics.cable_coupling import DataCable, PowerCable, Run
from plantwright.physics.coupling import Capacitive
from plantwright.physics.crosstalk import Coupled, Ends
from plantwright.physics.line_geometry import (
    EPS0_F_PER_M,
    FIELD_H_PER_M,
    MU0_H_PER_M,
    Line,
    Point,
    Wire,
    over_plane,
    with_reference,
)
from plantwright.physics.lumped import Edge, Model
from plantwright.physics.pairs import Pair
from plantwright.physics.screen import Field, Screen
from plantwright.site.papers import POWER_LINE_EFFECT, paper

REPEATABLE = settings(deadline=None, derandomize=True)
MIL_M = 25.4e-6


def wire(x_m: float, y_m: float, radius_m: float) -> Wire:
    return Wire(at=Point(x_m, y_m), radius_m=radius_m)


# inductive: a power line beside a telephone pair ---------------------------------------------------------------------


def over_under(power_m: float, telephone_m: float, below_m: float) -> tuple[Pair, Pair]:
    """Two wires at one height, two others centred below them."""
    power = Pair(go=Point(-power_m / 2, 0), back=Point(power_m / 2, 0))
    return power, Pair(go=Point(-telephone_m / 2, -below_m), back=Point(telephone_m / 2, -below_m))


def volts_per_km(mutual_h_per_m: float, current_a: float, frequency_hz: float = 50) -> float:
    return abs(coupling.induced_v(frequency_hz, 1000 * mutual_h_per_m, current_a))


def test_i1_published_examination_item() -> None:
    """interviewmania 95652: 2.5 and 3 m, 100 A, 50 Hz; printed 0.73e-7 H/m and 2.29 V/km."""
    mutual = 2 * pairs.wire_mutual_h_per_m(2.5, 3)  # both power wires bring the same
    assert mutual == pytest.approx(0.73e-7, abs=0.005e-7)
    assert mutual == pytest.approx(7.293e-8, rel=1e-4)
    assert volts_per_km(mutual, 100) == pytest.approx(2.291, abs=1e-3)


def test_i3_power_wires_4_m_apart() -> None:
    """Dhanpat Rai part II, example 6.1: telephone wires 0.6 m apart, 2 m below, 150 A, 50 Hz."""
    power, telephone = over_under(4, 0.6, 2)
    mutual = pairs.mutual_h_per_m(power, telephone)
    assert math.dist(power.go, telephone.go) == pytest.approx(2.6249, abs=1e-4)
    assert math.dist(power.go, telephone.back) == pytest.approx(3.0480, abs=1e-4)
    assert mutual * 1000 == pytest.approx(5.977e-5, rel=1e-4)
    assert volts_per_km(mutual, 150) == pytest.approx(2.817, abs=1e-3)


def test_i4_three_metres_and_eighty_centimetres() -> None:
    """Scilab example 2.6: M = 0.921 log10(far/near) mH/km, sqrt(1.1^2 + 2^2) and sqrt(1.9^2 + 2^2) m, 100 A, 50 Hz."""
    near, far = math.hypot(1.1, 2), math.hypot(1.9, 2)
    mutual = 2 * pairs.wire_mutual_h_per_m(near, far)
    assert mutual * 1e6 == pytest.approx(0.07577, abs=1e-5)
    assert mutual * 1e6 == pytest.approx(0.921 * math.log10(far / near), rel=1e-4)
    assert volts_per_km(mutual, 100) == pytest.approx(2.381, abs=1e-3)
    assert pairs.mutual_h_per_m(*over_under(3, 0.8, 2)) == pytest.approx(mutual)


@pytest.mark.parametrize(("frequency_hz", "volts"), [(60, 5.715), (50, 4.762)])
def test_i5_power_wires_2_5_m_apart(frequency_hz: float, volts: float) -> None:
    """Problem 4.6 of a textbook on power systems: telephone wires 1 m apart, 1.8 m below, 150 A."""
    mutual = pairs.mutual_h_per_m(*over_under(2.5, 1, 1.8))
    assert mutual == pytest.approx(1.0106e-7, rel=1e-4)
    assert volts_per_km(mutual, 150, frequency_hz) == pytest.approx(volts, abs=1e-3)


places = some.builds(Point, some.floats(-5, 5), some.floats(-5, 5))


def apart(*points: Point) -> bool:
    return all(math.dist(one, other) > 1e-2 for i, one in enumerate(points) for other in points[:i])


@REPEATABLE
@given(a=places, b=places, c=places, d=places)
def test_mutual_inductance_of_pairs_is_symmetric_and_turns_its_sign(a: Point, b: Point, c: Point, d: Point) -> None:
    assume(apart(a, b, c, d))
    power, signal = Pair(go=a, back=b), Pair(go=c, back=d)
    mutual = pairs.mutual_h_per_m(power, signal)
    assert pairs.mutual_h_per_m(signal, power) == pytest.approx(mutual, abs=1e-18)
    assert pairs.mutual_h_per_m(Pair(go=b, back=a), signal) == pytest.approx(-mutual, abs=1e-18)


@REPEATABLE
@given(a=places, b=places, c=places, d=places, current=some.floats(0.1, 1000))
def test_flux_of_go_and_return_is_that_of_the_pair(a: Point, b: Point, c: Point, d: Point, current: float) -> None:
    assume(apart(a, b, c, d))
    flux = pairs.flux_wb_per_m([(a, current), (b, -current)], Pair(go=c, back=d))
    mutual = pairs.mutual_h_per_m(Pair(go=a, back=b), Pair(go=c, back=d))
    assert flux == pytest.approx(mutual * current, abs=1e-15)


@REPEATABLE
@given(below=some.floats(0.1, 20), further=some.floats(0.01, 10))
def test_mutual_inductance_falls_with_the_distance(below: float, further: float) -> None:
    """Section 3.1: the larger the distance, the smaller M."""
    near, far = (pairs.mutual_h_per_m(*over_under(0.02, 0.005, distance)) for distance in (below, below + further))
    assert far < near


def test_balanced_phases_add_up_to_nothing_and_an_evenly_placed_pair_sees_little() -> None:
    currents = pairs.balanced_a(100)
    assert abs(pairs.residual_a(currents)) == pytest.approx(0, abs=1e-12)
    assert [abs(each) for each in currents] == pytest.approx([100] * 3)
    signal = Pair(go=Point(0, -0.1), back=Point(0, -0.102))
    trefoil = [Point(0.01 * math.cos(angle), 0.01 * math.sin(angle)) for angle in (0, 2.0944, 4.1888)]
    three = abs(pairs.flux_wb_per_m(list(zip(trefoil, currents, strict=True)), signal))
    one = abs(pairs.flux_wb_per_m([(trefoil[1], 100)], signal))
    assert three < one / 5


def test_unbalanced_phases_leave_a_residual() -> None:
    assert pairs.residual_a([100 + 0j, -50 + 0j, -40 + 0j]) == 10


@REPEATABLE
@given(scale=some.floats(0.1, 10))
def test_induced_voltage_is_proportional_to_frequency_current_and_length(scale: float) -> None:
    base = coupling.induced_v(50, 1e-6, 100)
    for scaled in (coupling.induced_v(50 * scale, 1e-6, 100), coupling.induced_v(50, 1e-6, 100 * scale)):
        assert scaled == pytest.approx(base * scale)
    assert coupling.induced_by_flux_v(50, 1e-6 * 100) == pytest.approx(base)
    assert math.degrees(cmath.phase(base)) == pytest.approx(90)


def test_constants() -> None:
    assert math.isclose(EPS0_F_PER_M, 8.8541878e-12, rel_tol=1e-7)
    assert math.isclose(FIELD_H_PER_M, 2e-7)


# wires and their return ----------------------------------------------------------------------------------------------


def micro(line: Line) -> list[float]:
    """First, second and mutual inductance in uH/m."""
    found = line.inductance
    return [1e6 * value for value in (found.first_h_per_m, found.second_h_per_m, found.mutual_h_per_m)]


def pico(line: Line) -> list[float]:
    """First, second and mutual capacitance in pF/m."""
    found = line.capacitance
    return [1e12 * value for value in (found.first_f_per_m, found.second_f_per_m, found.mutual_f_per_m)]


def ribbon(at_mil: float) -> Wire:
    return wire(at_mil * MIL_M, 0, 7.5 * MIL_M)


def test_p1_three_ribbon_wires_with_the_middle_one_as_reference() -> None:
    """WideSep script: radius 7.5 mil at 0, 50 and 100 mil."""
    line = with_reference(ribbon(0), ribbon(100), ribbon(50))
    assert micro(line) == pytest.approx([0.75885, 0.75885, 0.24079], abs=1e-5)
    assert pico(line) == pytest.approx([11.130, 11.130, 5.174], abs=1e-3)
    assert line.separation_ratio == pytest.approx(50 / 7.5)
    assert line.holds


def test_p2_three_ribbon_wires_with_an_outer_one_as_reference() -> None:
    line = with_reference(ribbon(50), ribbon(100), ribbon(0))
    assert micro(line) == pytest.approx([0.75885, 1.03611, 0.51805], abs=1e-5)


P3 = over_plane(wire(0, 0.02, 16 * MIL_M), wire(0.02, 0.02, 16 * MIL_M))


def test_p3_two_wires_over_a_plane() -> None:
    """Radius 16 mil, 2 cm above the plane and 2 cm apart."""
    assert micro(P3) == pytest.approx([0.9179, 0.9179, 0.1609], abs=1e-4)
    assert pico(P3) == pytest.approx([10.31, 10.31, 2.193], abs=5e-3)
    assert P3.holds


def test_wires_too_close_for_the_formulas_say_so() -> None:
    line = over_plane(wire(0, 0.02, 0.002), wire(0.006, 0.02, 0.002))
    assert line.separation_ratio == pytest.approx(3)
    assert not line.holds


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ((0, 0.02, 0.002), (0.003, 0.02, 0.002), "cannot stand 0.003 m apart"),
        ((0, 0.002, 0.002), (0.1, 0.02, 0.002), "cannot stand 0.002 m above the plane"),
    ],
)
def test_impossible_places_are_refused(
    first: tuple[float, float, float], second: tuple[float, float, float], message: str
) -> None:
    with pytest.raises(ValueError) as refused:
        over_plane(wire(*first), wire(*second))
    assert str(refused.value).endswith(message)


def test_a_wire_without_thickness_is_refused() -> None:
    with pytest.raises(ValueError) as refused:
        wire(0, 1, 0)
    assert str(refused.value) == "a wire needs a radius above 0, not 0 m"


heights, radii = some.floats(0.01, 0.5), some.floats(1e-4, 2e-3)
sides = some.floats(0.012, 2)


@REPEATABLE
@given(h1=heights, h2=heights, r1=radii, r2=radii, side=sides)
def test_capacitance_times_inductance_is_mu0_eps0(h1: float, h2: float, r1: float, r2: float, side: float) -> None:
    line = over_plane(wire(0, h1, r1), wire(side, h2, r2))
    ind, cap = line.inductance, line.capacitance
    c11, c22 = cap.first_f_per_m + cap.mutual_f_per_m, cap.second_f_per_m + cap.mutual_f_per_m
    unit = MU0_H_PER_M * EPS0_F_PER_M
    assert c11 * ind.first_h_per_m - cap.mutual_f_per_m * ind.mutual_h_per_m == pytest.approx(unit)
    assert c22 * ind.second_h_per_m - cap.mutual_f_per_m * ind.mutual_h_per_m == pytest.approx(unit)
    assert c11 * ind.mutual_h_per_m - cap.mutual_f_per_m * ind.second_h_per_m == pytest.approx(0, abs=1e-9 * unit)


@REPEATABLE
@given(h1=heights, h2=heights, r1=radii, r2=radii, side=sides)
def test_wires_over_a_plane_are_symmetric(h1: float, h2: float, r1: float, r2: float, side: float) -> None:
    there = over_plane(wire(0, h1, r1), wire(side, h2, r2))
    back = over_plane(wire(side, h2, r2), wire(0, h1, r1))
    assert micro(back) == pytest.approx([micro(there)[1], micro(there)[0], micro(there)[2]])
    assert pico(back) == pytest.approx([pico(there)[1], pico(there)[0], pico(there)[2]])


@REPEATABLE
@given(h=heights, r=radii, side=sides, further=some.floats(0.001, 2))
def test_coupling_over_a_plane_falls_with_the_distance(h: float, r: float, side: float, further: float) -> None:
    near, far = (over_plane(wire(0, h, r), wire(at, h, r)) for at in (side, side + further))
    assert far.inductance.mutual_h_per_m < near.inductance.mutual_h_per_m
    assert far.capacitance.mutual_f_per_m < near.capacitance.mutual_f_per_m


@pytest.mark.parametrize("height_m", [0.005, 0.02, 0.3])
def test_a_lone_wire_over_a_plane_meets_the_exact_formula(height_m: float) -> None:
    """c = 2 pi eps0/arcosh(h/r); the wide form has ln(2 h/r) in its place."""
    lone = over_plane(wire(0, height_m, 0.0005), wire(1000, 1, 0.0005)).capacitance
    exact = 2 * math.pi * EPS0_F_PER_M / math.acosh(height_m / 0.0005)
    assert lone.first_f_per_m + lone.mutual_f_per_m == pytest.approx(exact, rel=2e-3)


# a second method: charges inside the wires and their images in the plane


def solve(rows: list[list[float]], right: list[float]) -> list[float]:
    """The solution of linear equations (Gauss and Jordan, with pivots)."""
    work = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for done in range(len(work)):
        pivot = max(work[done:], key=lambda row: abs(row[done]))
        rest = [row for row in work if row is not pivot]
        work = [
            pivot if place == done else reduced(row, pivot, done)
            for place, row in enumerate([*rest[:done], pivot, *rest[done:]])
        ]
    return [row[-1] / row[place] for place, row in enumerate(work)]


def reduced(row: list[float], pivot: list[float], column: int) -> list[float]:
    """A row less that part of the pivot's row that makes its column zero."""
    factor = row[column] / pivot[column]
    return [a - factor * b for a, b in zip(row, pivot, strict=True)]


def ring(of: Wire, share: float, count: int) -> list[Point]:
    turns = [2 * math.pi * (index + 0.5) / count for index in range(count)]
    return [
        Point(of.at.x_m + share * of.radius_m * math.cos(turn), of.at.y_m + share * of.radius_m * math.sin(turn))
        for turn in turns
    ]


def partial_capacitances_pf(wires: Sequence[Wire], count: int = 12) -> list[float]:
    """First, second and mutual capacitance in pF/m: charges at half the radius hold each surface at its voltage."""
    charges = [point for each in wires for point in ring(each, 0.5, count)]
    surface = [point for each in wires for point in ring(each, 1.0, count)]

    def potential(at: Point, charge: Point) -> float:
        image = Point(charge.x_m, -charge.y_m)
        return math.log(math.dist(at, image) / math.dist(at, charge)) / (2 * math.pi * EPS0_F_PER_M)

    rows = [[potential(at, charge) for charge in charges] for at in surface]
    on_first, on_second = (
        [float(index // count == live) for index in range(2 * count)] for live in (0, 1)
    )  # one wire at 1 V, the other at 0 V
    first, second = solve(rows, on_first), solve(rows, on_second)
    mutual = -sum(first[count:])
    return [1e12 * value for value in (sum(first[:count]) - mutual, sum(second[count:]) - mutual, mutual)]


@pytest.mark.parametrize(
    ("first", "second", "tolerance"),
    [
        (wire(0, 0.02, 16 * MIL_M), wire(0.02, 0.02, 16 * MIL_M), 0.001),
        (wire(0, 0.02, 0.002), wire(0.05, 0.02, 0.00025), 0.01),
        (wire(0, 0.1, 0.005), wire(0.04, 0.03, 0.001), 0.01),
        (wire(0, 0.02, 0.002), wire(0.008, 0.02, 0.002), 0.15),  # at the edge of "wide"
    ],
    ids=["P3", "scale check", "unequal heights", "ratio 4"],
)
def test_capacitances_meet_those_of_image_charges(first: Wire, second: Wire, tolerance: float) -> None:
    assert pico(over_plane(first, second)) == pytest.approx(partial_capacitances_pf([first, second]), rel=tolerance)


# capacitive ----------------------------------------------------------------------------------------------------------


def ott(resistance_ohm: float) -> Capacitive:
    return Capacitive(mutual_f=50e-12, ground_f=150e-12, resistance_ohm=resistance_ohm)


@pytest.mark.parametrize(("resistance_ohm", "exact_v"), [(math.inf, 2.5), (1000, 0.3117), (50, 15.708e-3)])
def test_ott_2_1_exact(resistance_ohm: float, exact_v: float) -> None:
    """Ott, problem 2.1: 50 and 150 pF, 10 V at 100 kHz."""
    assert abs(coupling.capacitive_v(1e5, ott(resistance_ohm), 10)) == pytest.approx(exact_v, rel=1e-4)


def test_ott_2_1_approximations() -> None:
    """The printed 314 mV at 1 kohm is the limit for a low resistance; so is 15.7 mV at 50 ohm."""
    assert abs(coupling.low_resistance_v(1e5, ott(1000), 10)) == pytest.approx(0.314, abs=5e-4)
    assert abs(coupling.low_resistance_v(1e5, ott(50), 10)) == pytest.approx(15.7e-3, abs=5e-5)
    assert coupling.high_resistance_v(ott(1000), 10) == pytest.approx(2.5)
    assert ott(1000).corner_hz == pytest.approx(795.8e3, rel=1e-4)


@pytest.mark.parametrize(("frequency_hz", "microvolts"), [(50, 3.14), (60, 3.77)])
def test_nf_corp_mains_into_an_input(frequency_hz: float, microvolts: float) -> None:
    """NF Corporation, capacitive coupling: 100 V mains, 0.1 pF, 1 kohm; printed 3 uV."""
    circuit = Capacitive(mutual_f=0.1e-12, ground_f=0, resistance_ohm=1000)
    assert abs(coupling.capacitive_v(frequency_hz, circuit, 100)) * 1e6 == pytest.approx(microvolts, abs=0.005)


circuits = some.builds(
    Capacitive,
    mutual_f=some.floats(1e-13, 1e-9),
    ground_f=some.floats(1e-13, 1e-9),
    resistance_ohm=some.floats(1, 1e6),
)


@REPEATABLE
@given(circuit=circuits, decades=some.floats(3, 6))
def test_both_limits_are_reached_away_from_the_corner(circuit: Capacitive, decades: float) -> None:
    low, high = circuit.corner_hz / 10**decades, circuit.corner_hz * 10**decades
    assert coupling.capacitive_v(low, circuit, 1) == pytest.approx(coupling.low_resistance_v(low, circuit, 1), rel=2e-3)
    assert coupling.capacitive_v(high, circuit, 1) == pytest.approx(coupling.high_resistance_v(circuit, 1), rel=2e-3)


@REPEATABLE
@given(circuit=circuits, frequency=some.floats(1, 1e7))
def test_capacitive_noise_is_below_both_limits_and_meets_the_equivalent_circuit(
    circuit: Capacitive, frequency: float
) -> None:
    found = coupling.capacitive_v(frequency, circuit, 1)
    assert abs(found) <= abs(coupling.low_resistance_v(frequency, circuit, 1)) * (1 + 1e-12)
    assert abs(found) <= abs(coupling.high_resistance_v(circuit, 1)) * (1 + 1e-12)
    admittance = 1 / circuit.resistance_ohm + 2j * math.pi * frequency * circuit.total_f
    assert found == pytest.approx(coupling.injected_a(frequency, circuit, 1) / admittance)


@REPEATABLE
@given(circuit=circuits)
def test_at_the_corner_the_voltage_is_that_of_the_limit_over_root_two(circuit: Capacitive) -> None:
    at_corner = coupling.capacitive_v(circuit.corner_hz, circuit, 1)
    assert abs(at_corner) == pytest.approx(abs(coupling.high_resistance_v(circuit, 1)) / math.sqrt(2))


def test_balanced_phases_at_equal_distances_leave_no_potential() -> None:
    """Eq. 3 with equal capacitances; with one phase alone it is Eq. 18."""
    even = [(10e-12, volts) for volts in pairs.balanced_a(230)]
    assert abs(coupling.floating_v(even, 50e-12)) == pytest.approx(0, abs=1e-12)
    assert coupling.floating_v([(50e-12, 10)], 150e-12) == pytest.approx(2.5)


def test_common_impedance_and_margin() -> None:
    assert coupling.common_impedance_v(0.1, 2) == pytest.approx(0.2)
    assert coupling.margin_db(0.02, 0.2) == pytest.approx(20)
    assert coupling.margin_db(0.4, 0.2) == pytest.approx(-6.02, abs=0.01)
    assert coupling.margin_db(0, 0.2) == math.inf


# short lines ---------------------------------------------------------------------------------------------------------

ENDS = Ends(source_ohm=50, load_ohm=50, near_ohm=50, far_ohm=50)
P3_LINE = Coupled(length_m=4.674, mutual_h_per_m=0.1609e-6, mutual_f_per_m=2.193e-12)


def test_short_line_by_its_circuit() -> None:
    """The same from the sources in the victim: V = j w l_m l I in series, I = j w c_m l V across."""
    w, current, voltage = 2 * math.pi * 1e5, 1 / 100, 50 / 100
    series = 1j * w * 0.1609e-6 * 4.674 * current
    shunt = 1j * w * 2.193e-12 * 4.674 * voltage * 25
    near, far = crosstalk.near_end(1e5, P3_LINE, ENDS), crosstalk.far_end(1e5, P3_LINE, ENDS)
    assert near.total == pytest.approx(series / 2 + shunt)
    assert far.total == pytest.approx(-series / 2 + shunt)
    assert lumped.judge(P3_LINE.length_m, [1e5]).model is Model.LUMPED
    assert lumped.judge(P3_LINE.length_m, [1e7]).model is Model.BETWEEN


def test_common_impedance_keeps_crosstalk_up_at_low_frequency() -> None:
    line = Coupled(length_m=4.674, mutual_h_per_m=0.1609e-6, mutual_f_per_m=2.193e-12, return_ohm=0.1)
    assert crosstalk.near_end(0, line, ENDS).total == pytest.approx(0.5 * 0.1 / 100)
    assert crosstalk.far_end(0, line, ENDS).total == pytest.approx(-0.5 * 0.1 / 100)


resistances = some.floats(1, 1e5)


@REPEATABLE
@given(source=resistances, load=resistances, near=resistances, far=resistances)
def test_what_dominates_at_each_end(source: float, load: float, near: float, far: float) -> None:
    ends = Ends(source_ohm=source, load_ohm=load, near_ohm=near, far_ohm=far)
    limit = P3_LINE.mutual_h_per_m / P3_LINE.mutual_f_per_m
    assume(all(abs(product / limit - 1) > 1e-9 for product in (near * load, far * load)))
    for found, said in (
        (crosstalk.near_end(1e4, P3_LINE, ends), crosstalk.mostly_inductive_near(P3_LINE, ends)),
        (crosstalk.far_end(1e4, P3_LINE, ends), crosstalk.mostly_inductive_far(P3_LINE, ends)),
    ):
        assert (abs(found.inductive) > abs(found.capacitive)) is said


@REPEATABLE
@given(scale=some.floats(0.1, 10))
def test_crosstalk_grows_with_length_and_frequency(scale: float) -> None:
    longer = Coupled(length_m=4.674 * scale, mutual_h_per_m=0.1609e-6, mutual_f_per_m=2.193e-12)
    expected = crosstalk.near_end(1e4, P3_LINE, ENDS).total * scale
    assert crosstalk.near_end(1e4, longer, ENDS).total == pytest.approx(expected)
    assert crosstalk.near_end(1e4 * scale, P3_LINE, ENDS).total == pytest.approx(expected)


# the order of magnitude ----------------------------------------------------------------------------------------------


def beside(distance_m: float) -> Line:
    """A power and a data wire, both 20 mm above a plane."""
    return over_plane(wire(0, 0.02, 0.002), wire(distance_m, 0.02, 0.00025))


@pytest.mark.parametrize(("mm", "millivolts"), [(50, 155), (100, 46.6), (200, 12.3), (300, 5.5), (610, 1.35)])
def test_scale_check_inductive(mm: float, millivolts: float) -> None:
    """100 m beside 100 A of 50 Hz that returns through the plane."""
    mutual = beside(mm / 1000).inductance.mutual_h_per_m * 100
    assert abs(coupling.induced_v(50, mutual, 100)) * 1000 == pytest.approx(millivolts, rel=0.01)


@pytest.mark.parametrize(
    ("frequency_hz", "source_v", "millivolts"), [(50, 230, 0.33), (lumped.edge_frequency_hz(1e-6, Edge.CORNER), 10, 90)]
)
def test_scale_check_capacitive(frequency_hz: float, source_v: float, millivolts: float) -> None:
    """100 m at 50 mm into 50 ohm: mains does nothing to RS-485, an edge of 10 V comes near its 200 mV."""
    found = beside(0.05).capacitance
    circuit = Capacitive(mutual_f=100 * found.mutual_f_per_m, ground_f=100 * found.second_f_per_m, resistance_ohm=50)
    assert abs(coupling.capacitive_v(frequency_hz, circuit, source_v)) * 1000 == pytest.approx(millivolts, rel=0.02)


# screen --------------------------------------------------------------------------------------------------------------

P5 = Screen(resistance_ohm=0.0898, inductance_h=2.48e-6, complete=True, bonded_ends=2)


def test_p5_break_frequency_of_a_screen() -> None:
    """electro_calcs, example 5: 0.0898 ohm and 2.48 uH."""
    assert P5.break_hz == pytest.approx(5763, abs=0.5)


@pytest.mark.parametrize(
    ("declared", "frequency_hz", "field", "db", "reason"),
    [
        ({}, 1e6, Field.MAGNETIC, 20, "complete, bonded at both ends, above the break frequency"),
        ({}, 50, Field.MAGNETIC, 0, "not above the break frequency of 5763 Hz"),
        ({}, 50, Field.ELECTRIC, 20, "complete and bonded"),
        ({"bonded_ends": 1}, 50, Field.ELECTRIC, 20, "complete and bonded"),
        (
            {"bonded_ends": 1}, 1e6, Field.MAGNETIC, 0,
            "bonded at one end only: no current can flow against the magnetic field",
        ),
        ({"bonded_ends": 0}, 1e6, Field.ELECTRIC, 0, "not bonded"),
        ({"bonded_ends": None}, 1e6, Field.ELECTRIC, 0, "no bonding declared"),
        ({"complete": False}, 1e6, Field.ELECTRIC, 0, "not complete"),
        ({"complete": None}, 1e6, Field.ELECTRIC, 0, "not declared to cover cable and connectors"),
    ],
)  # fmt: skip
def test_credit_of_a_screen(
    declared: dict[str, int | None], frequency_hz: float, field: Field, db: float, reason: str
) -> None:
    complete, ends = declared.get("complete", True), declared.get("bonded_ends", 2)
    tried = Screen(
        resistance_ohm=0.0898,
        inductance_h=2.48e-6,
        complete=None if complete is None else bool(complete),
        bonded_ends=ends,
    )
    found = screen.credit(tried, frequency_hz, field)
    assert (found.db, found.reason) == (db, reason)
    assert found.factor == pytest.approx(0.1 if db else 1)


@REPEATABLE
@given(frequency=some.floats(1, 1e8))
def test_credit_is_never_more_than_the_screen_can_do(frequency: float) -> None:
    found = screen.credit(P5, frequency, Field.MAGNETIC)
    assert 0 <= found.db <= screen.CREDIT_DB
    assert found.factor >= abs(screen.magnetic_factor(P5, frequency)) - 1e-12


def test_magnetic_factor_has_the_two_known_limits() -> None:
    assert abs(screen.magnetic_factor(P5, 1)) == pytest.approx(1, rel=1e-6)
    far = 1e4 * P5.break_hz
    assert abs(screen.magnetic_factor(P5, far)) == pytest.approx(0.0898 / (2 * math.pi * far * 2.48e-6), rel=1e-6)


# twisted pair --------------------------------------------------------------------------------------------------------


def test_differential_voltage_by_the_declared_balance() -> None:
    assert twisted_pair.differential_v(0.2j, 40) == pytest.approx(0.002)


# lumped or not -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("frequency_hz", "expected_m"), [(50, 6e6), (1e6, 300)])
def test_wavelengths_of_equations_14_and_15(frequency_hz: float, expected_m: float) -> None:
    assert lumped.wavelength_m(frequency_hz) == pytest.approx(expected_m, rel=1e-3)


@pytest.mark.parametrize(
    ("length_m", "frequencies_hz", "velocity_factor", "model", "sections"),
    [
        (50_000, [50], 1, Model.LUMPED, 1),
        (50_000, [50, 1e6], 1, Model.DISTRIBUTED, 1668),
        (100, [50], 1, Model.LUMPED, 1),
        (100, [lumped.edge_frequency_hz(1e-6, Edge.CORNER)], 1, Model.BETWEEN, 2),
        (100, [lumped.edge_frequency_hz(1e-6, Edge.INVERSE)], 1, Model.BETWEEN, 4),
        (94, [lumped.edge_frequency_hz(1e-6, Edge.CORNER)], 1, Model.LUMPED, 1),
        (94, [lumped.edge_frequency_hz(1e-6, Edge.CORNER)], 0.65, Model.BETWEEN, 2),
        (61, [lumped.edge_frequency_hz(1e-6, Edge.CORNER)], 0.65, Model.LUMPED, 1),
        (299.79, [1e6], 1, Model.BETWEEN, 10),
        (299.8, [1e6], 1, Model.DISTRIBUTED, 11),
    ],
)
def test_lumped_or_not(
    length_m: float, frequencies_hz: list[float], velocity_factor: float, model: Model, sections: int
) -> None:
    found = lumped.judge(length_m, frequencies_hz, velocity_factor=velocity_factor)
    assert (found.model, found.sections) == (model, sections)
    assert found.length_m / found.sections <= found.wavelength_m / 10
    assert found.frequency_hz == max(frequencies_hz)


def test_the_two_conventions_for_an_edge() -> None:
    corner, inverse = (lumped.edge_frequency_hz(1e-6, convention) for convention in (Edge.CORNER, Edge.INVERSE))
    assert corner == pytest.approx(318.3e3, rel=1e-4)
    assert lumped.wavelength_m(corner) == pytest.approx(942, abs=0.5)
    assert inverse == pytest.approx(1e6)


def test_highest_frequency_of_a_length() -> None:
    assert lumped.highest_frequency_hz(100) == pytest.approx(299_792, abs=1)
    assert lumped.judge(100, [lumped.highest_frequency_hz(100) * 0.999999]).model is Model.LUMPED
    assert lumped.judge(100, [lumped.highest_frequency_hz(100) * 1.000001]).model is Model.BETWEEN
    assert lumped.wavelength_m(0) == math.inf


def test_harmonics_of_a_starter() -> None:
    assert lumped.starter_harmonics_hz(50, 1000) == (50, 250, 350, 550, 650, 850, 950)
    assert lumped.starter_harmonics_hz(60, 300) == (60, 300)
    assert lumped.judge(100, lumped.starter_harmonics_hz(50, 10_000)).model is Model.LUMPED


# the paper -----------------------------------------------------------------------------------------------------------


def test_errors_of_the_paper_are_complete() -> None:
    found = paper(POWER_LINE_EFFECT)
    title = "An Analytical Study of Power Line Effect on UTP Cable using Lumped Circuit Components"
    assert found.title == title
    assert [each.id for each in found.errors] == [f"PLE-{number:02}" for number in range(1, len(found.errors) + 1)]
    for each in found.errors:
        assert each.place
        assert each.printed
        assert each.correct
        assert each.handling.endswith(".")
        assert each.severity in "HML"
    assert {"Eq. 5", "Eq. 7", "Eq. 11", "Eq. 13", "Eq. 16", "Eq. 20"} <= {each.place for each in found.errors}


# a power cable beside a data cable ------------------------------------------------------------------------------------

DATA = DataCable(diameter_m=0.009, conductor_m2=0.75e-6, ground_ohm=300)


def power_cable(current_a: float = 100, line_voltage_v: float = 400, rise_time_s: float | None = 3e-6) -> PowerCable:
    return PowerCable(
        diameter_m=0.03,
        conductor_m2=25e-6,
        cores=4,
        current_a=current_a,
        line_voltage_v=line_voltage_v,
        frequency_hz=50,
        rise_time_s=rise_time_s,
    )


def on_tray(apart_m: float, length_m: float = 30, *, plane: bool = True) -> Run:
    return Run(apart_m=apart_m, length_m=length_m, plane=plane)


def test_four_equal_cores_fill_their_cable() -> None:
    """Core radius R/(1 + sqrt 2), centres at sqrt 2 times that."""
    assert cable_coupling.core_circle_m(power_cable()) == pytest.approx(0.015 * math.sqrt(2) / (1 + math.sqrt(2)))


def test_an_edge_sees_the_wave_impedance_of_two_cores() -> None:
    """Z = 120 ohm ln(s/r) in air, within the 0.07 % between 120 ohm and mu0 c/pi."""
    separation = 2 * cable_coupling.core_circle_m(power_cable()) / math.sqrt(25e-6 / math.pi)
    expected = 400 * math.sqrt(2) / (120 * math.log(separation))
    assert cable_coupling.edge_current_a(power_cable()) == pytest.approx(expected, rel=1e-3)


def test_mains_over_a_plane_is_the_phasor_sum_over_the_conductors() -> None:
    """Far away M goes with the height: three of four places on a circle of R make sqrt 3 R/h of one wire's flux.

    |sum of exp(j 90 k) exp(-j 120 k)| = 1 + sqrt 3 and |sum of exp(j 90 k) exp(j 120 k)| = sqrt 3 - 1; half their sum.
    """
    far, circle = 3.0, cable_coupling.core_circle_m(power_cable())
    single = over_plane(wire(far, 0.015, 0.001), wire(0, 0.0045, 0.0005)).inductance.mutual_h_per_m
    whole_v = 2 * math.pi * 50 * single * 30 * 100 * math.sqrt(2)
    found_v = cable_coupling.induced(power_cable(), DATA, on_tray(far)).mains.magnetic_v
    assert found_v / whole_v == pytest.approx(math.sqrt(3) * circle / 0.015, rel=1e-3)


@pytest.mark.parametrize("plane", [True, False])
@REPEATABLE
@given(some.floats(0.05, 1), some.floats(1.05, 3))
def test_a_cable_further_away_brings_less(plane: bool, apart_m: float, times: float) -> None:
    near, far = (
        cable_coupling.induced(power_cable(), DATA, on_tray(each, plane=plane)) for each in (apart_m, apart_m * times)
    )
    assert near.edge is not None
    assert far.edge is not None
    assert far.mains.magnetic_v < near.mains.magnetic_v
    assert far.edge.magnetic_v < near.edge.magnetic_v
    assert far.edge.electric_v < near.edge.electric_v


def test_coupling_grows_with_length_current_and_voltage() -> None:
    one = cable_coupling.induced(power_cable(), DATA, on_tray(0.2))
    long = cable_coupling.induced(power_cable(), DATA, on_tray(0.2, 60))
    strong = cable_coupling.induced(power_cable(200, 800), DATA, on_tray(0.2))
    assert one.edge is not None
    assert strong.edge is not None
    assert long.mains.magnetic_v == pytest.approx(2 * one.mains.magnetic_v)
    assert strong.mains.magnetic_v == pytest.approx(2 * one.mains.magnetic_v)
    assert strong.edge.magnetic_v == pytest.approx(2 * one.edge.magnetic_v)
    assert strong.edge.electric_v == pytest.approx(2 * one.edge.electric_v)


def test_a_plane_takes_most_of_the_field() -> None:
    over, without = (cable_coupling.induced(power_cable(), DATA, on_tray(0.2, plane=each)) for each in (True, False))
    assert over.mains.magnetic_v < without.mains.magnetic_v / 5


def test_no_edge_without_a_rise_time() -> None:
    assert cable_coupling.induced(power_cable(rise_time_s=None), DATA, on_tray(0.2)).edge is None


def with_ends(near_ohm: float, far_ohm: float) -> DataCable:
    return DataCable(diameter_m=0.009, conductor_m2=0.75e-6, ground_ohm=300, ends_ohm=(near_ohm, far_ohm))


def test_an_edge_at_both_ends_by_the_formula_of_paul() -> None:
    """R_NE/(R_NE + R_FE) of the induced voltage at the near end, the rest at the far one; the electric part at both.

    Far below its corner the electric part is j w R C V with both ends in parallel, here 300 ohm again.
    """
    found = cable_coupling.induced(power_cable(), with_ends(400, 1200), on_tray(0.2, 3))
    assert found.edge is not None
    assert found.near is not None
    assert found.far is not None
    assert found.near.magnetic_v == pytest.approx(found.edge.magnetic_v / 4)
    assert found.far.magnetic_v == pytest.approx(found.edge.magnetic_v * 3 / 4)
    assert found.near.electric_v == found.far.electric_v == pytest.approx(found.edge.electric_v, rel=1e-3)


def test_low_ends_are_magnetic_and_high_ends_electric() -> None:
    """Magnetic where R_FE R_L < l_m/c_m at the near end, and R_NE R_L < l_m/c_m at the far one."""
    low, high = (cable_coupling.induced(power_cable(), with_ends(*ends), on_tray(0.2)) for ends in ((1, 1e5), (1e5, 1)))
    assert low.near is not None
    assert low.far is not None
    assert high.near is not None
    assert high.far is not None
    said = [each.mostly_magnetic for each in (low.near, low.far, high.near, high.far)]
    assert said == [False, True, True, False]


def test_no_ends_without_their_resistances_or_an_edge() -> None:
    assert cable_coupling.induced(power_cable(), DATA, on_tray(0.2)).near is None
    assert cable_coupling.induced(power_cable(rise_time_s=None), with_ends(600, 600), on_tray(0.2)).near is None


def test_conductors_must_fit_their_cable() -> None:
    thin = PowerCable(diameter_m=0.01, conductor_m2=25e-6, cores=4, current_a=1, line_voltage_v=400, frequency_hz=50)
    with pytest.raises(ValueError, match="conductors of 25 mm² do not fit a cable of 10 mm"):
        cable_coupling.induced(thin, DATA, on_tray(0.2))
