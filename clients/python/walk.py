"""Walks the public side with the generated client and prints what it sees, in the words that every client here prints.

What is typed is used by its type: an enum by its value, a day as a day, what may be absent only after asking.
"""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from thidua_client import Client
from thidua_client.api.certificates import show_certificate_keys
from thidua_client.api.public import (
    list_awards,
    list_open_objection_periods,
    list_public_changes,
    list_public_cycles,
    list_releases,
    list_revocations,
    show_award,
    show_board,
    show_board_criteria,
    show_board_json_stat,
    show_board_summary,
    show_board_xlsx,
    show_newest_board,
    show_newest_public_change,
    show_release,
    show_unit_detail,
    show_unit_history,
)
from thidua_client.models import (
    Board,
    BoardCriteria,
    BoardSummary,
    CertificateKeySet,
    JsonStatDataset,
    ListingListedObjectionPeriod,
    ListingPublicAward,
    ListingPublicCycle,
    ListingPublicRevocation,
    ListingRelease,
    NewestPublicChange,
    Problem,
    PublicAward,
    PublicChanges,
    PublicCycle,
    Release,
    UnitDetail,
    UnitHistory,
)
from thidua_client.types import UNSET, File, Response, Unset

T = TypeVar("T")

# Nobody's identifier: its version says that no clock made it.
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
# Small pages, so that cursors are followed.
PAGE = 2
# How many changes are asked for at once.
CHANGES = 40


def must(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"walk: {what}")


def found(kind: type[T], response: Response[Any]) -> T:
    """What an answer holds, which must be what the operation promises."""
    if response.status_code != 200 or not isinstance(response.parsed, kind):
        sys.exit(f"walk: {response.status_code} where {kind.__name__} was promised: {response.content[:300]!r}")
    return response.parsed


def problem(response: Response[Any]) -> Problem:
    if not isinstance(response.parsed, Problem):
        sys.exit(f"walk: {response.status_code} is no problem: {response.content[:300]!r}")
    must(response.parsed.status == response.status_code, "a problem tells another status than the answer")
    must(re.fullmatch("[0-9a-f]{32}", response.parsed.trace_id) is not None, "a problem without a trace id")
    return response.parsed


def pages(ask: Callable[[str | Unset], tuple[list[T], str | Unset]]) -> Iterator[T]:
    """Every item of a list, by its cursors."""
    cursor: str | Unset = UNSET
    while True:
        items, cursor = ask(cursor)
        yield from items
        if isinstance(cursor, Unset):
            return


def text(value: str) -> str:
    """A text, of which both the contract and the answer say that it is one."""
    must(isinstance(value, str), f"{value!r} is no text")
    return value


def two(number: float | Unset) -> str:
    return "-" if isinstance(number, Unset) else f"{number:.2f}"


def whole(number: int | Unset) -> str:
    return "-" if isinstance(number, Unset) else str(number)


def hundredths(number: float) -> int:
    return round(number * 100)


def cycles(client: Client) -> list[PublicCycle]:
    def ask(cursor: str | Unset) -> tuple[list[PublicCycle], str | Unset]:
        page = found(ListingPublicCycle, list_public_cycles.sync_detailed(client=client, limit=PAGE, cursor=cursor))
        return page.items, page.next_cursor

    every = list(pages(ask))
    for cycle in every:
        print(
            f"cycle {text(cycle.code)} {cycle.kind} {cycle.state}"
            f" {cycle.period_start_date.isoformat()} {cycle.period_end_date.isoformat()}"
            f" {text(cycle.name.vi)} | {text(cycle.name.en)}"
        )
    return every


def releases(client: Client) -> list[Release]:
    def ask(cursor: str | Unset) -> tuple[list[Release], str | Unset]:
        page = found(ListingRelease, list_releases.sync_detailed(client=client, limit=PAGE, cursor=cursor))
        return page.items, page.next_cursor

    every = list(pages(ask))
    for release in every:
        alone = found(Release, show_release.sync_detailed(release.id, client=client))
        # A row of the list has names beside it.
        must((alone.id, alone.digest) == (release.id, release.digest), "a release differs between list and page")
        status = "-" if isinstance(release.status, Unset) else release.status
        digest = "-" if isinstance(release.digest, Unset) else release.digest
        instant = release.published_at.strftime("%Y-%m-%dT%H:%M:%S")
        print(f"release {release.number} {status} {instant} {len(release.boards)} {digest}")
    return every


def board(client: Client, identifier: UUID) -> None:
    shown = found(Board, show_board.sync_detailed(identifier, client=client))
    head = shown.head
    asked = show_newest_board.sync_detailed(head.cycle, head.tier, client=client, release=head.release_number)
    newest = found(Board, asked)
    must(newest == shown, "a board differs between its address and its release's number")
    named = f"{text(head.cycle_code)} {head.tier} {head.release_number}"
    print(f"board {named} {two(shown.scale)} {len(shown.standings)}")
    if head.tier == "DISTRICT":
        must(len(shown.standings) > 0, "the districts' board is empty")
    ranked, total, before = 0, 0, 0
    for standing in shown.standings:
        if not isinstance(standing.rank, Unset) and not isinstance(standing.total, Unset):
            must(standing.rank >= before, "ranks go down the board")
            ranked, total, before = ranked + 1, total + hundredths(standing.total), standing.rank
        print(
            f"standing {whole(standing.rank)} {two(standing.total)}"
            f" {standing.criteria_met}/{standing.criteria_applicable}"
            f" {'late' if standing.late else 'in-time'} {text(standing.name)}"
        )
    print(f"sum {ranked} {total}")
    for standing in shown.standings[:2]:
        unit(client, identifier, standing.organisation, standing.total)
    criteria(client, identifier)
    summary(client, identifier, ranked)
    formats(client, identifier, len(shown.standings), len(shown.criteria))


def unit(client: Client, identifier: UUID, organisation: UUID, total: float | Unset) -> None:
    detail = found(UnitDetail, show_unit_detail.sync_detailed(identifier, organisation, client=client))
    must(detail.total == total, "a unit's total differs between board and page")
    reached = 0
    for line in detail.lines:
        if line.applicability == "APPLICABLE":
            reached += hundredths(line.points)
        print(
            f"line {text(line.criterion)} {line.applicability} {whole(line.numerator)}/{whole(line.denominator)}"
            f" {two(line.percent)} {two(line.points)}/{two(line.max_points)} {text(line.explanation.en)}"
        )
    must(reached == hundredths(detail.points), "a unit's points are not the sum of its lines")
    history = found(UnitHistory, show_unit_history.sync_detailed(organisation, client=client))
    for place in history.places:
        rank = f"{whole(place.rank)}/{whole(place.ranked_units)}"
        print(f"place {text(place.cycle_code)} {place.tier} {rank} {two(place.total)}")


def criteria(client: Client, identifier: UUID) -> None:
    kept = found(BoardCriteria, show_board_criteria.sync_detailed(identifier, client=client))
    for criterion in kept.criteria:
        rule = "-" if isinstance(criterion.ratio, Unset) else criterion.ratio.rule
        print(f"criterion {text(criterion.code)} {two(criterion.max_points)} {rule} {text(criterion.name.en)}")


def summary(client: Client, identifier: UUID, ranked: int) -> None:
    told = found(BoardSummary, show_board_summary.sync_detailed(identifier, client=client))
    must(told.units_ranked == ranked, "the summary counts other ranks than the board has")
    must(told.units_owing == told.units_reported + len(told.not_reported), "the summary loses a unit")
    counts = f"{told.units_ranked} {told.units_owing} {told.units_reported} {told.units_late}"
    print(f"summary {counts} {two(told.average_total)}")
    for one in told.criteria:
        print(f"met {text(one.criterion.code)} {one.units_met}/{one.units_applicable} {two(one.average_points)}")


def formats(client: Client, identifier: UUID, units: int, columns: int) -> None:
    dataset = found(JsonStatDataset, show_board_json_stat.sync_detailed(identifier, client=client))
    must(dataset.size == [units, columns + 1], "the dataset has another size than the board")
    empty = sum(value is None for value in dataset.value)
    must(empty == len(dataset.status.additional_properties), "the dataset does not say why a value is missing")
    workbook = found(File, show_board_xlsx.sync_detailed(identifier, client=client))
    must(workbook.payload.read(2) == b"PK", "the workbook is none")


def changes(client: Client) -> None:
    after: str | Unset = UNSET
    last = ""
    while True:
        page = found(PublicChanges, list_public_changes.sync_detailed(client=client, limit=CHANGES, after=after))
        for change in page.items:
            must(str(change.id) != last, "a change comes twice")
            last = str(change.id)
            group = "-" if isinstance(change.group, Unset) else change.group
            gone = "gone" if change.tombstone else "here"
            if change.kind in ("AWARD_REVOKED", "UNIT_REMOVED"):
                must(change.tombstone, "what is gone has no tombstone")
            print(f"change {change.kind} {change.subject} {group} {gone} {text(change.href)}")
        after = page.next_cursor
        if not page.more:
            break
    must(last != "", "nothing changed in public")
    rest = found(PublicChanges, list_public_changes.sync_detailed(client=client, after=after))
    newest = found(NewestPublicChange, show_newest_public_change.sync_detailed(client=client))
    must(rest.items == [] and rest.next_cursor == newest.next_cursor, "the changes do not end where they end")


def awards(client: Client) -> None:
    def ask(cursor: str | Unset) -> tuple[list[PublicAward], str | Unset]:
        page = found(ListingPublicAward, list_awards.sync_detailed(client=client, limit=PAGE, cursor=cursor))
        return page.items, page.next_cursor

    every = list(pages(ask))
    must(len(every) > 0, "no award is public")
    for award in every:
        alone = found(PublicAward, show_award.sync_detailed(award.id, client=client))
        must((alone.id, alone.name) == (award.id, award.name), "an award differs between list and page")
        print(
            f"award {award.form} {award.subject_kind}"
            f" {text(award.decision_symbol)} {award.decision_date.isoformat()}"
            f" {text(award.name)} | {text(award.organisation_name)}"
        )
    revoked = found(ListingPublicRevocation, list_revocations.sync_detailed(client=client))
    posted = found(ListingListedObjectionPeriod, list_open_objection_periods.sync_detailed(client=client))
    keys = found(CertificateKeySet, show_certificate_keys.sync_detailed(client=client))
    print(f"besides {len(revoked.items)} {len(posted.items)} {len(keys.keys)}")


def problems(client: Client) -> None:
    missing = problem(show_board.sync_detailed(NOBODY, client=client))
    must(missing.type_ == "/problems/not-found", "a missing board is another kind of problem")
    print(f"problem {missing.status} {missing.type_} {text(missing.code)} {text(missing.title)}")
    malformed = problem(list_awards.sync_detailed(client=client, limit=0))
    print(f"problem {malformed.status} {malformed.type_} {text(malformed.code)} {text(malformed.title)}")
    for violation in [] if isinstance(malformed.violations, Unset) else malformed.violations:
        print(f"violation {text(violation.pointer)} {text(violation.code)}")


def main() -> None:
    client = Client(base_url=sys.argv[1])
    must(len(cycles(client)) > 0, "no cycle is public")
    published = releases(client)
    must(len(published) > 0, "no release is public")
    for release in published:
        for link in release.boards:
            board(client, link.board)
    changes(client)
    awards(client)
    problems(client)


if __name__ == "__main__":
    main()
