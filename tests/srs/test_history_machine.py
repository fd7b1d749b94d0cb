"""Whatever two processes do to a history, in whatever order: replaying the log gives the states."""

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from srs.card_state import CANONICAL
from srs.events import Event, Undo, new_event_id, replay_order
from srs.history import History
from srs.scheduling import Scheduling
from srs.sm2_scheduler import Sm2
from srs.storage import event_table
from srs.upkeep.history_export import exported
from srs.upkeep.history_import import import_lines, merge
from srs.upkeep.history_verify import verify_history
from tests.srs.histories import changes, states_of
from tests.srs.samples import NAMESPACE, moment

SCHEDULINGS = (CANONICAL, Scheduling(Sm2(overdue_credit=True), maximum_interval_days=40))
NOW_MS = moment(days=100_000).at_ms

processes = st.integers(0, 1)


class _CrashError(Exception):
    pass


class TwoProcesses(RuleBasedStateMachine):
    """Two processes on one history, and a second machine with another."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "history.db"
        self.processes = [History(self.path), History(self.path)]
        self.elsewhere = History(Path(self.folder.name) / "elsewhere.db")
        self.log: list[Event] = []
        self.log_elsewhere: list[Event] = []
        self.day = self.minute = 0

    def teardown(self) -> None:
        for history in (*self.processes, self.elsewhere):
            history.close()
        self.folder.cleanup()

    def event(self, data: st.DataObject) -> Event:
        self.minute += 1
        late = st.integers(0, 40).map(lambda days: moment(days=self.day - days, minutes=self.minute))
        event: Event = data.draw(changes(late))
        return event

    @rule(data=st.data(), process=processes, events=st.integers(1, 8))
    def something_happens(self, data: st.DataObject, process: int, events: int) -> None:
        added = [self.event(data) for _ in range(events)]
        self.processes[process].record(*added)
        self.log += added

    @precondition(lambda self: self.log)
    @rule(data=st.data(), process=processes)
    def something_is_taken_back(self, data: st.DataObject, process: int) -> None:
        target = data.draw(st.sampled_from([event for event in self.log if not isinstance(event, Undo)]))
        undo = Undo(new_event_id(), moment(days=self.day, minutes=self.minute), target.card, target.id)
        self.processes[process].record(undo)
        self.log.append(undo)

    @rule(data=st.data())
    def something_happens_elsewhere(self, data: st.DataObject) -> None:
        event = self.event(data)
        self.elsewhere.record(event)
        self.log_elsewhere.append(event)

    @precondition(lambda self: self.log_elsewhere)
    @rule(process=processes)
    def the_other_machine_is_merged(self, process: int) -> None:
        merge(self.processes[process], self.elsewhere.path)
        self.log += [event for event in self.log_elsewhere if event not in self.log]

    @rule()
    def the_other_machine_imports(self) -> None:
        lines = [f"{line}\n".encode() for line in exported(self.processes[0])]
        import_lines(self.elsewhere, lines, "export")
        self.log_elsewhere += [event for event in self.log if event not in self.log_elsewhere]

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        self.day += days

    @rule(data=st.data(), process=processes)
    def a_process_crashes(self, data: st.DataObject, process: int) -> None:
        history = self.processes[process]
        lost = self.event(data)
        with suppress(_CrashError), history.writing() as connection:
            event_table.append(connection, [lost])
            raise _CrashError
        history.close()

    @rule(process=processes)
    def a_process_ends(self, process: int) -> None:
        self.processes[process].close()

    @rule(process=processes, scheduling=st.sampled_from(SCHEDULINGS))
    def a_setting_is_changed(self, process: int, scheduling: Scheduling) -> None:
        self.processes[process].close()
        self.processes[process] = History(self.path, scheduling)

    @rule(process=processes)
    def the_log_is_replayed(self, process: int) -> None:
        self.processes[process].replay()

    @invariant()
    def the_states_are_those_of_the_log(self) -> None:
        for history in self.processes[
            :: 1 if self.minute % 2 else -1
        ]:  # the second derives what the first did
            assert history.states(NAMESPACE) == states_of(self.log, history.scheduling)

    @invariant()
    def the_log_is_what_happened(self) -> None:
        assert list(self.processes[0].events()) == sorted(self.log, key=replay_order)

    @rule(process=processes)
    def nothing_is_wrong(self, process: int) -> None:
        found = verify_history(self.path, self.processes[process].scheduling, NOW_MS)
        assert found.is_sound, json.dumps(found.as_json(), indent=2)


TestTwoProcesses = TwoProcesses.TestCase
TestTwoProcesses.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
