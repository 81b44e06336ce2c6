"""The current chain: the range that takes a start, the error of a reading, and the rules on both."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.plants import altered

from plantwright.findings.verdict import Verdict
from plantwright.physics import current_chain
from plantwright.physics.current_chain import Band, Coefficients, Errors, Range
from plantwright.rules.current.ranges import bands, ranges
from plantwright.rules.frame import Review
from plantwright.rules.registry import registry
from plantwright.site.catalog import shipped_types
from plantwright.site.model import Conductor, Site

PCT1200 = shipped_types()["pct1200"]
CH_ABC = ranges(PCT1200.tables["ranges_l60_ch_a_b_c"])
CH_S = ranges(PCT1200.tables["ranges_l60_ch_s"])
BANDS = bands(PCT1200)
TODAY = datetime.date(2026, 11, 10)


# ranges --------------------------------------------------------------------------------------------------------------


def test_the_printed_ranges_are_those_of_the_meter_times_the_ratio() -> None:
    assert [each.nominal_a for each in CH_ABC[:8]] == [7.5, 15, 30, 60, 120, 225, 450, 900]
    assert [each.range_peak_a for each in CH_ABC] == [
        pytest.approx(milliamperes / 1000 * 1500) for milliamperes in (14, 28, 56, 112, 224, 469, 938, 1875, 3750)
    ]
    assert [each.max_trms_a for each in CH_ABC] == [
        pytest.approx(milliamperes / 1000 * 1500) for milliamperes in (5.5, 11, 22, 44, 88, 165, 330, 660, 1000)
    ]


@pytest.mark.parametrize(
    ("rms_a", "peak_a", "nominal_a"),
    [
        (0, 0, 7.5),
        (8.25, 21, 7.5),
        (8.26, 21, 15),
        (8.25, 21.1, 15),
        (247.5, 703.5, 225),
        (247.6, 703.5, 450),
        (990, 1800, 900),
        (990.1, 1800, 1200),
        (1500, 1800, 1200),
        (1500.1, 1800, None),
        (1500, 1800.1, None),
    ],
)
def test_smallest_range_at_its_edges(rms_a: float, peak_a: float, nominal_a: float | None) -> None:
    found = current_chain.smallest_range(CH_ABC, rms_a, peak_a)
    assert (found.nominal_a if found else None) == nominal_a


@pytest.mark.parametrize(("rms_a", "nominal_a"), [(16.5, 7.5), (16.6, 15), (960, 450), (961, 900), (1500, 900)])
def test_smallest_range_of_channel_s(rms_a: float, nominal_a: float) -> None:
    found = current_chain.smallest_range(CH_S, rms_a, 0)
    assert found is not None
    assert found.nominal_a == nominal_a


def test_the_smallest_range_does_not_depend_on_the_order_of_the_rows() -> None:
    assert current_chain.smallest_range(CH_ABC[::-1], 417, 590) == current_chain.smallest_range(CH_ABC, 417, 590)


def test_no_ranges_no_range() -> None:
    assert current_chain.smallest_range([], 1, 1) is None


@given(rms=some.floats(0, 1500), peak=some.floats(0, 1800), less=some.floats(0, 1))
def test_less_current_never_needs_a_larger_range(rms: float, peak: float, less: float) -> None:
    whole, part = (current_chain.smallest_range(CH_ABC, rms * each, peak * each) for each in (1, less))
    assert whole is not None
    assert part is not None
    assert part.nominal_a <= whole.nominal_a
    assert whole.takes(rms, peak)


# errors --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency_hz", "percent", "phase_deg"),
    [
        (0, 0.0015, None),
        (0.04, None, None),
        (0.05, 0.0015, 0.01),
        (9.9, 0.0015, 0.01),
        (10, 0.01, 0.01),
        (50, 0.01, 0.01),
        (2999, 0.01, 0.01),
        (3000, 1, 0.5),
        (50_000, 20, 10),
        (300_000, 20, 10),
        (300_001, None, None),
    ],
)
def test_at_a_band_edge_the_worse_band_counts(
    frequency_hz: float, percent: float | None, phase_deg: float | None
) -> None:
    assert current_chain.amplitude_error_percent(BANDS, frequency_hz) == percent
    assert current_chain.phase_error_deg(BANDS, frequency_hz) == phase_deg


@pytest.mark.parametrize(("frequency_hz", "error_a"), [(50, 0.12), (0, 0.018), (3000, 12), (0.01, None)])
def test_transducer_error_is_a_share_of_1200_a_whatever_the_reading(frequency_hz: float, error_a: float | None) -> None:
    found = current_chain.transducer_error_a(BANDS, frequency_hz, 1200)
    assert found == (error_a if error_a is None else pytest.approx(error_a))


def test_error_of_the_reading_grows_as_the_reading_falls() -> None:
    assert current_chain.percent_of_reading(0.12, 1200) == pytest.approx(0.01)
    assert current_chain.percent_of_reading(0.12, -12) == pytest.approx(1)


def test_drift_is_0_18_ma_for_each_kelvin() -> None:
    assert current_chain.drift_a(0.1, 1800, 1) == pytest.approx(0.18e-3)
    assert current_chain.drift_a(0.1, 1800, -17) == pytest.approx(17 * 0.18e-3)
    assert current_chain.drift_a(0.1, 1800, 0) == 0


@pytest.mark.parametrize(("ppm", "error_a"), [(100, 0.12), (-14, -0.0168), (23, 0.0276)])
def test_position_error_of_1200_a(ppm: float, error_a: float) -> None:
    assert current_chain.position_error_a(ppm, 1200) == pytest.approx(error_a)


def test_meter_error_is_unknown_without_coefficients() -> None:
    assert current_chain.meter_error_a(None, 400, 1407) is None
    assert Errors(current_a=400, transducer_a=0.12, drift_a=0.01).known_a == pytest.approx(0.13)


def test_meter_error_counts_reading_and_range_peak() -> None:
    coefficients = Coefficients(of_reading_percent=0.1, of_range_peak_percent=0.2)
    meter_a = current_chain.meter_error_a(coefficients, 400, 1407)
    assert meter_a == pytest.approx(0.4 + 2.814)
    assert Errors(current_a=400, transducer_a=0.12, position_a=0.04, meter_a=meter_a).known_a == pytest.approx(3.374)


def test_secondary_at_the_limits() -> None:
    secondary = [current_chain.secondary_current_a(primary, 1500) for primary in (1200, 1500, 1800)]
    assert secondary == pytest.approx([0.8, 1.0, 1.2])


@given(current=some.floats(1, 1500), more=some.floats(1, 10), kelvin=some.floats(-60, 60))
def test_errors_grow_with_what_makes_them(current: float, more: float, kelvin: float) -> None:
    assert current_chain.percent_of_reading(0.12, current * more) <= current_chain.percent_of_reading(0.12, current)
    assert current_chain.drift_a(0.1, 1800, kelvin) <= current_chain.drift_a(0.1, 1800, kelvin * more)
    assert current_chain.position_error_a(100, current) <= current_chain.position_error_a(100, current * more)


def test_overlapping_bands_give_the_worst() -> None:
    every = [
        Band(frequency_min_hz=0, frequency_max_hz=100, amplitude_percent=2, phase_deg=1),
        Band(frequency_min_hz=0, frequency_max_hz=100, amplitude_percent=1, phase_deg=3),
    ]
    assert (current_chain.amplitude_error_percent(every, 50), current_chain.phase_error_deg(every, 50)) == (2, 3)


def test_a_range_takes_what_fits_both_limits() -> None:
    one = Range(nominal_a=10, max_trms_a=11, max_peak_a=30, range_peak_a=30)
    assert [one.takes(*each) for each in ((11, 30), (11.1, 30), (11, 30.1))] == [True, False, False]


# rules ---------------------------------------------------------------------------------------------------------------


def limited(site: Site, percent: float) -> Site:
    """Return the site with another current limit at the compressor of 454 A."""
    parameters = {**site.starters["SS301"].parameters, "current_limit_percent": percent}
    return altered(site, "starters", "SS301", parameters=parameters)


def judged(rule_id: str, tag: str, site: Site, *review: Review) -> tuple[str, str]:
    (found,) = (each for each in registry()[rule_id].run(site, *review) if each.object == tag)
    return str(found.outcome), found.message


MOST = "at most 1500 A rms and 1800 A peak are allowed"
PARTS = "transducer 0.12 A, drift 0.00054 A, the meter's not stated"
START = f"the reading errs by 0.1205 A ({PARTS}), 0.027 % at 454 A and 50 Hz, the angle by 0.01 °"


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (100, ("pass", f"the range 450 A of L60-CH-A of LMG2 takes the start of 454 A rms and 642.1 A peak; {START}")),
        (200, ("pass", f"the range 900 A of L60-CH-A of LMG2 takes the start of 908 A rms and 1284 A peak; {START}")),
        (280, ("pass", f"the range 1200 A of L60-CH-A of LMG2 takes the start of 1271 A rms and 1798 A peak; {START}")),
        (
            281,
            ("fail", f"no range of L60-CH-A of LMG2 takes the start of 1276 A rms and 1804 A peak, {MOST}"),
        ),
    ],
)
def test_range_for_the_start(percent: float, expected: tuple[str, str], site: Site) -> None:
    assert judged("CUR050", "CT301", limited(site, percent)) == expected


def test_the_pass_tells_the_limit_that_binds(site: Site) -> None:
    found: dict[str, Verdict] = {each.object: each for each in registry()["CUR050"].run(limited(site, 280))}
    assert (found["CT301"].value, found["CT301"].limit) == (1797.74828, 1800)  # √2 of 1271.2 A, to a millionth
    assert (found["CT101"].value, found["CT101"].limit, found["CT101"].margin) == (417, 495, 78)


def test_a_range_needs_a_channel_of_a_known_family(site: Site) -> None:
    no_channel = altered(site, "sensors", "CT101", channel=None)
    other, unknown = (
        altered(site, "sensors", "CT101", channel=7),
        altered(site, "meters", "LMG1", channels={"1": "X"}),
    )
    assert judged("CUR050", "CT101", no_channel) == ("not checked", "needs sensors.CT101.channel")
    assert judged("CUR050", "CT101", other) == ("not checked", "needs meters.LMG1.channels.7")
    expected = ("not checked", "no table of ranges is known for the channel X")
    assert judged("CUR050", "CT101", unknown) == expected
    expected = ("not applicable", "no table of ranges is known for what reads it")
    assert judged("CUR050", "CT302", site) == expected


def test_a_known_meter_and_a_conductor_out_of_the_middle_add_their_parts(site: Site) -> None:
    """0.02 % of 139 A and of the range peak of 1407 A; 100 ppm of 139 A; 0.1 ppm/K of 1800 A over 17 K."""
    aside = altered(site, "sensors", "CT101", conductor=Conductor(insulated=True), measuring_max_c=40)
    parts = "transducer 0.12 A, drift 0.00306 A, place 0.0139 A, meter 0.3092 A"
    assert f"the reading errs by 0.4462 A ({parts}), 0.32 % at 139 A" in judged("CUR050", "CT101", aside)[1]


TEMPERATURE = "temperature while it measures (drift of the zero up to"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("pass", f"{TEMPERATURE} 0.54 mA) is 20 to 26 °C, allowed is 20 to 26 °C")),
        (
            {"measuring_max_c": 40},
            ("fail", f"{TEMPERATURE} 3.06 mA) is 20 to 40 °C, allowed is 20 to 26 °C, 14 °C outside"),
        ),
        (
            {"measuring_min_c": None, "measuring_max_c": None},
            ("fail", f"{TEMPERATURE} 2.7 mA) is 8 to 36 °C, allowed is 20 to 26 °C, 12 °C outside"),
        ),
        (
            {"measuring_max_c": None, "location": ""},
            ("not checked", "needs sensors.CT101.measuring_max_c"),
        ),
    ],
)
def test_reference_temperature(fields: dict[str, Any], expected: tuple[str, str], site: Site) -> None:
    """ZES-051: 23 °C and 3 K around it; ZES-054: 0.18 mA for each kelvin from 23 °C."""
    assert judged("CUR054", "CT101", altered(site, "sensors", "CT101", **fields)) == expected


@pytest.mark.parametrize(
    ("waveform", "expected"),
    [
        ("sinusoidal", ("pass", "its readings are of a sine")),
        (
            "phase-controlled",
            ("fail", "its readings are of a phase-controlled current, the accuracy is stated for a sine"),
        ),
        ("", ("not checked", "needs sensors.CT101.waveform")),
    ],
)
def test_wave_form(waveform: str, expected: tuple[str, str], site: Site) -> None:
    assert judged("CUR055", "CT101", altered(site, "sensors", "CT101", waveform=waveform)) == expected


@pytest.mark.parametrize(
    ("conductor", "expected"),
    [
        (Conductor(insulated=True, centred=True), ("pass", "the conductor runs through the middle")),
        (
            Conductor(insulated=True, centred=False),
            (
                "fail",
                "the conductor is out of the middle, which adds up to 100 ppm of the reading, 0.0139 A at 139 A",
            ),
        ),
        (Conductor(insulated=True), ("not checked", "needs sensors.CT101.conductor.centred")),
        (None, ("not checked", "needs sensors.CT101.conductor.centred")),
    ],
)
def test_conductor_in_the_middle(conductor: Conductor | None, expected: tuple[str, str], site: Site) -> None:
    assert judged("CUR051", "CT101", altered(site, "sensors", "CT101", conductor=conductor)) == expected


@pytest.mark.parametrize(
    ("calibrated", "expected"),
    [
        ("2025-11-10", ("pass", "age of the calibration of 2025-11-10 is 365 d, at most 365 d allowed")),
        ("2025-11-09", ("fail", "age of the calibration of 2025-11-09 is 366 d, at most 365 d allowed, 1 d too much")),
        ("2026-11-10", ("pass", "age of the calibration of 2026-11-10 is 0 d, at most 365 d allowed")),
        ("2026-11-11", ("not checked", "the calibration of 2026-11-11 lies in the future")),
        ("", ("not checked", "needs sensors.CT101.calibration_date")),
    ],
)
def test_age_of_the_calibration(calibrated: str, expected: tuple[str, str], site: Site) -> None:
    review = Review(today=TODAY, verdicts=(), waivable={})
    site = altered(site, "sensors", "CT101", calibration_date=calibrated)
    assert judged("CUR053", "CT101", site, review) == expected
