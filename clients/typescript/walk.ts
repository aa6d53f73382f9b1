// Walks the public side with the generated types and prints what it sees, in the words that every client here prints.

import createClient from "openapi-fetch";
import type { components, paths } from "./thidua.js";

type Schemas = components["schemas"];
type Page<T> = { items: T[]; nextCursor?: string };
// What openapi-fetch answers: the promised body, or the problem.
type Answer<T> = { data?: T; error?: Schemas["Problem"]; response: Response };

// Nobody's identifier: its version says that no clock made it.
const NOBODY = "00000000-0000-4000-8000-000000000000";
// Small pages, so that cursors are followed.
const PAGE = 2;
// How many changes are asked for at once.
const CHANGES = 40;

// A list is JSON or a workbook; this client reads JSON only, and problems.
type Media = "application/json" | "application/problem+json";

const address = process.argv[2] ?? "";
// A portal sets its token once. Public operations ignore it, also when it is not valid any more.
const client = createClient<paths, Media>({ baseUrl: address, headers: { authorization: "Bearer of.another.day" } });

function must(holds: boolean, what: string): asserts holds {
  if (!holds) {
    throw new Error(`walk: ${what}`);
  }
}

/** What an answer holds, which must be what the operation promises. */
async function found<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  const why = `${response.status} from ${response.url}: ${JSON.stringify(error)}`;
  must(response.status === 200 && data !== undefined, why);
  return data;
}

async function problem(asked: Promise<Answer<unknown>>): Promise<Schemas["Problem"]> {
  const { error, response } = await asked;
  must(error !== undefined, `${response.status} is no problem`);
  must(error.status === response.status, "a problem tells another status than the answer");
  must(/^[0-9a-f]{32}$/.test(error.traceId), "a problem without a trace id");
  return error;
}

/** Every item of a list, by its cursors. */
async function pages<T>(ask: (query: { limit: number; cursor?: string }) => Promise<Answer<Page<T>>>): Promise<T[]> {
  const every: T[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<T> = await found(ask({ limit: PAGE, ...(cursor !== undefined && { cursor }) }));
    every.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return every;
}

function same(one: unknown, other: unknown, what: string): void {
  must(JSON.stringify(one) === JSON.stringify(other), what);
}

/** A text, of which both the contract and the answer say that it is one; types alone are gone when this runs. */
function text(value: string): string {
  must(typeof value === "string", `${JSON.stringify(value)} is no text`);
  return value;
}

const two = (number: number | undefined): string => number?.toFixed(2) ?? "-";
const whole = (number: number | undefined): string => number?.toFixed(0) ?? "-";
const hundredths = (number: number): number => Math.round(number * 100);

async function cycles(): Promise<Schemas["PublicCycle"][]> {
  const every = await pages((query) => client.GET("/v1/public/cycles", { params: { query } }));
  for (const { code, kind, state, periodStartDate, periodEndDate, name } of every) {
    const period = `${text(periodStartDate)} ${text(periodEndDate)}`;
    console.log(`cycle ${text(code)} ${text(kind)} ${text(state)} ${period} ${text(name.vi)} | ${text(name.en)}`);
  }
  return every;
}

async function releases(): Promise<Schemas["Release"][]> {
  const every = await pages((query) => client.GET("/v1/public/releases", { params: { query } }));
  for (const release of every) {
    const path = { release: release.id };
    const alone = await found(client.GET("/v1/public/releases/{release}", { params: { path } }));
    // A row of the list has names beside it.
    same([alone.id, alone.digest], [release.id, release.digest], "a release differs between list and page");
    const { number, status, publishedAt, boards, digest } = release;
    console.log(`release ${number} ${status ?? "-"} ${publishedAt.slice(0, 19)} ${boards.length} ${digest ?? "-"}`);
  }
  return every;
}

async function board(identifier: string): Promise<void> {
  const path = { board: identifier };
  const { head, scale, standings, criteria: columns, ...rest } = await found(
    client.GET("/v1/public/boards/{board}", { params: { path } }),
  );
  const newest = await found(
    client.GET("/v1/public/cycles/{cycle}/boards/{group}", {
      params: { path: { cycle: head.cycle, group: head.tier }, query: { release: head.releaseNumber } },
    }),
  );
  same(newest.standings, standings, "a board differs between its address and its release's number");
  must(rest.kind === undefined && rest.parent === undefined, "a whole board says that it is a part");
  console.log(`board ${text(head.cycleCode)} ${head.tier} ${head.releaseNumber} ${two(scale)} ${standings.length}`);
  const districts = "DISTRICT";
  must(head.tier !== districts || standings.length > 0, "the districts' board is empty");
  let [ranked, total, before] = [0, 0, 0];
  for (const standing of standings) {
    if (standing.rank !== undefined && standing.total !== undefined) {
      must(standing.rank >= before, "ranks go down the board");
      [ranked, total, before] = [ranked + 1, total + hundredths(standing.total), standing.rank];
    }
    const { rank, criteriaMet, criteriaApplicable, late, name } = standing;
    const when = late ? "late" : "in-time";
    const met = `${whole(criteriaMet)}/${whole(criteriaApplicable)}`;
    console.log(`standing ${whole(rank)} ${two(standing.total)} ${met} ${when} ${text(name)}`);
  }
  console.log(`sum ${ranked} ${total}`);
  for (const standing of standings.slice(0, 2)) {
    await unit(identifier, standing.organisation, standing.total);
  }
  await criteria(identifier);
  await summary(identifier, ranked);
  await formats(identifier, standings.length, columns.length);
}

async function unit(identifier: string, organisation: string, total: number | undefined): Promise<void> {
  const path = { board: identifier, organisation };
  const detail = await found(client.GET("/v1/public/boards/{board}/units/{organisation}", { params: { path } }));
  must(detail.total === total, "a unit's total differs between board and page");
  let reached = 0;
  for (const line of detail.lines) {
    const counts = "APPLICABLE";
    if (line.applicability === counts) {
      reached += hundredths(line.points);
    }
    console.log(
      `line ${text(line.criterion)} ${line.applicability} ${whole(line.numerator)}/${whole(line.denominator)}` +
        ` ${two(line.percent)} ${two(line.points)}/${two(line.maxPoints)} ${text(line.explanation.en)}`,
    );
  }
  must(reached === hundredths(detail.points), "a unit's points are not the sum of its lines");
  const history = await found(
    client.GET("/v1/public/organisations/{organisation}/history", { params: { path: { organisation } } }),
  );
  for (const place of history.places) {
    const rank = `${whole(place.rank)}/${whole(place.rankedUnits)}`;
    console.log(`place ${text(place.cycleCode)} ${place.tier} ${rank} ${two(place.total)}`);
  }
}

async function criteria(identifier: string): Promise<void> {
  const path = { board: identifier };
  const kept = await found(client.GET("/v1/public/boards/{board}/criteria-set", { params: { path } }));
  for (const { code, maxPoints, ratio, name } of kept.criteria) {
    console.log(`criterion ${text(code)} ${two(maxPoints)} ${ratio?.rule ?? "-"} ${text(name.en)}`);
  }
}

async function summary(identifier: string, ranked: number): Promise<void> {
  const path = { board: identifier };
  const told = await found(client.GET("/v1/public/boards/{board}/summary", { params: { path } }));
  must(told.unitsRanked === ranked, "the summary counts other ranks than the board has");
  must(told.unitsOwing === told.unitsReported + told.notReported.length, "the summary loses a unit");
  const { unitsRanked, unitsOwing, unitsReported, unitsLate, averageTotal } = told;
  console.log(`summary ${unitsRanked} ${unitsOwing} ${unitsReported} ${unitsLate} ${two(averageTotal)}`);
  for (const { criterion, unitsMet, unitsApplicable, averagePoints } of told.criteria) {
    console.log(`met ${text(criterion.code)} ${unitsMet}/${unitsApplicable} ${two(averagePoints)}`);
  }
}

async function formats(identifier: string, units: number, columns: number): Promise<void> {
  const path = { board: identifier };
  const dataset = await found(client.GET("/v1/public/boards/{board}/json-stat", { params: { path } }));
  same(dataset.size, [units, columns + 1], "the dataset has another size than the board");
  const empty = dataset.value.filter((value) => value === null).length;
  must(empty === Object.keys(dataset.status).length, "the dataset does not say why a value is missing");
  const asked = { params: { path }, parseAs: "arrayBuffer" } as const;
  const workbook = await client.GET("/v1/public/boards/{board}/table.xlsx", asked);
  must(workbook.data !== undefined, "no workbook");
  must(Buffer.from(workbook.data).subarray(0, 2).toString() === "PK", "the workbook is none");
}

async function changes(): Promise<void> {
  let last = "";
  let page: Schemas["PublicChanges"] | undefined;
  do {
    const query = { limit: CHANGES, ...(page && { after: page.nextCursor }) };
    page = await found<Schemas["PublicChanges"]>(client.GET("/v1/public/changes", { params: { query } }));
    for (const { id, kind, subject, group, tombstone, href } of page.items) {
      must(id !== last, "a change comes twice");
      last = id;
      const gone: string[] = ["AWARD_REVOKED", "UNIT_REMOVED"];
      must(tombstone || !gone.includes(kind), "what is gone has no tombstone");
      console.log(`change ${text(kind)} ${text(subject)} ${group ?? "-"} ${tombstone ? "gone" : "here"} ${text(href)}`);
    }
  } while (page.more);
  must(last !== "", "nothing changed in public");
  const query = { after: page.nextCursor };
  const rest = await found(client.GET("/v1/public/changes", { params: { query } }));
  const newest = await found(client.GET("/v1/public/changes/newest"));
  must(rest.items.length === 0 && rest.nextCursor === newest.nextCursor, "the changes do not end where they end");
}

async function awards(): Promise<void> {
  const every = await pages((query) => client.GET("/v1/public/awards", { params: { query } }));
  must(every.length > 0, "no award is public");
  for (const award of every) {
    const alone = await found(client.GET("/v1/public/awards/{award}", { params: { path: { award: award.id } } }));
    same([alone.id, alone.name], [award.id, award.name], "an award differs between list and page");
    const { form, subjectKind, decisionSymbol, decisionDate, name, organisationName } = award;
    const paper = `${text(decisionSymbol)} ${text(decisionDate)}`;
    console.log(`award ${text(form)} ${text(subjectKind)} ${paper} ${text(name)} | ${text(organisationName)}`);
  }
  const revoked = await found(client.GET("/v1/public/revocations"));
  const posted = await found(client.GET("/v1/public/objection-periods"));
  const { keys } = await found(client.GET("/v1/public/certificate-keys"));
  console.log(`besides ${revoked.items.length} ${posted.items.length} ${keys.length}`);
}

async function problems(): Promise<void> {
  const missing = await problem(client.GET("/v1/public/boards/{board}", { params: { path: { board: NOBODY } } }));
  const expected = "/problems/not-found";
  must(missing.type === expected, "a missing board is another kind of problem");
  console.log(`problem ${missing.status} ${missing.type} ${text(missing.code)} ${text(missing.title)}`);
  const malformed = await problem(client.GET("/v1/public/awards", { params: { query: { limit: 0 } } }));
  console.log(`problem ${malformed.status} ${malformed.type} ${text(malformed.code)} ${text(malformed.title)}`);
  for (const { pointer, code } of malformed.violations ?? []) {
    console.log(`violation ${text(pointer)} ${text(code)}`);
  }
}

must((await cycles()).length > 0, "no cycle is public");
const published = await releases();
must(published.length > 0, "no release is public");
for (const release of published) {
  for (const link of release.boards) {
    await board(link.board);
  }
}
await changes();
await awards();
await problems();
