"""What a person can do to a device of a running rehearsal plant: its power, its keypad, its motor, another unit."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from plantwright.modbus.simulator.device import SimulatedDevice
from plantwright.modbus.simulator.plant import Plant
from plantwright.modbus.simulator.wording import Misworded, Worded, parse_action
from plantwright.site.model import Site


class Action(NamedTuple):
    """What an action does, and the words it may be given."""

    about: str
    act: Callable[[SimulatedDevice, Worded], None]
    takes: tuple[str, ...] = ()


def _fail(device: SimulatedDevice, worded: Worded) -> None:
    device.fail(int(worded.get("value") or "0", 0))


def _power_off(device: SimulatedDevice, _: Worded) -> None:
    device.powered = False


ACTIONS: Mapping[str, Action] = {
    "power cycle": Action("off and on: what stood in RAM only is lost", lambda device, _: device.power_cycle()),
    "power off": Action("silent until power cycle", _power_off),
    "keypad": Action("somebody works at the keypad, and may change registers: change R=V",
                     lambda device, worded: device.edit(worded.changes), takes=("change",)),
    "leave keypad": Action("back to standby", lambda device, _: device.set_state("standby")),
    "start motor": Action("the motor starts", lambda device, _: device.start()),
    "stop motor": Action("the motor stops", lambda device, _: device.stop()),
    "fault": Action("the device goes to fault, of code value", _fail, takes=("value",)),
    "swap": Action("another unit of the type takes its place", lambda device, _: device.swap()),
}  # fmt: skip


def act(site: Site, plant: Plant, text: str) -> str:
    """Carry out an action text on a running plant and return what was done; raise Misworded."""
    worded = parse_action(site, text, ACTIONS)
    action = ACTIONS[worded.what]
    for extra in (word for word, _ in worded.words if word not in action.takes):
        raise Misworded(f"`{worded.what}` takes no `{extra}`", f"{worded.what}: {action.about}")
    bus = next(bus for bus in plant.buses.values() for device in bus.devices.values() if device.tag == worded.who)
    with bus.lock:
        device = plant.device(worded.who)
        action.act(device, worded)
        state = f", now {device.state}" if device.powered and device.state else ""
    return f"{worded.who}: {worded.what}{state}"
