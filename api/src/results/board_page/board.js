"use strict";

// The public board: everything it shows comes from the public API, what is chosen stands in the address, and every node
// is built by hand, so nothing that a unit is called can be markup.

/** Where the data is, written as in the OpenAPI document. */
const PATHS = {
    cycles: "/v1/public/cycles",
    releases: "/v1/public/releases",
    release: "/v1/public/releases/{release}",
    changes: "/v1/public/releases/{release}/changes",
    pages: "/v1/public/releases/{release}/pages",
    levels: "/v1/public/levels",
    groups: "/v1/public/groups",
    newest: "/v1/public/cycles/{cycle}/boards/{group}",
    dimensions: "/v1/public/cycles/{cycle}/dimensions",
    roleModels: "/v1/public/role-models",
    board: "/v1/public/boards/{board}",
    criteria: "/v1/public/boards/{board}/criteria-set",
    summary: "/v1/public/boards/{board}/summary",
    unit: "/v1/public/boards/{board}/units/{organisation}",
    history: "/v1/public/organisations/{organisation}/history",
};

const STATUSES = { OFFICIAL: "Chính thức", CORRECTED: "Có đính chính" };
/** Why a result cannot be compared with the one before. */
const BREAKS = {
    OTHER_GROUP: "nhóm khác kỳ trước", REGROUPED: "nhóm được chia lại", OTHER_CRITERIA_SET: "bộ tiêu chí khác kỳ trước",
};
const NOT_COUNTED = {
    NOTHING_TO_COUNT: "Không phát sinh số liệu", EXEMPT_KIND: "Không áp dụng cho loại đơn vị này",
    NOT_APPLICABLE: "Không áp dụng", PENDING: "Chưa có đơn vị để so sánh",
};

/** What each column of the ranking is ordered by. */
const COLUMNS = {
    rank: (standing) => standing.rank,
    name: (standing) => standing.name,
    total: (standing) => standing.total,
    band: (standing) => bandOf(standing.band)?.from ?? standing.band,
    met: ({ criteriaMet, criteriaApplicable: all }) => (all ? criteriaMet / all : undefined),
};
const HIGHEST_FIRST = ["total", "band", "met"];
const numbers = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });
const instants = new Intl.DateTimeFormat("vi-VN", {
    day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh",
});
const letters = new Intl.Collator("vi", { numeric: true });

/** The cycles with something published, the latest period first, and every release. */
let catalogue = null;
/** The board on show, with what belongs to it; a part that the service does not have is null. */
let current = null;
/** What is chosen: cycle, group, unit, text to look for, column. */
let state = {};
let shown = "";
/** Ends the requests of what was chosen before. */
let running = new AbortController();

const capital = (text) => text.charAt(0).toLocaleUpperCase("vi") + text.slice(1);
const at = (id) => document.getElementById(id);
const known = (value) => value !== undefined && value !== null;
const written = (number) => (known(number) ? numbers.format(number) : "—");
const percent = (number) => `${written(number)}%`;

/** What the service, or the way to it, said no with. */
class Trouble extends Error {
    constructor(title, detail, status, trace) {
        super(title);
        Object.assign(this, { detail, status, trace });
    }
}

function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]));
}

async function get(address, signal) {
    let answer, body;
    try {
        answer = await fetch(address, { headers: { Accept: "application/json", "Accept-Language": "vi" }, signal });
        body = await answer.json();
    } catch (error) {
        if (error.name === "AbortError") { throw error; }
        if (!answer) {
            throw new Trouble("Không kết nối được với hệ thống", "Đề nghị kiểm tra đường truyền rồi thử lại.");
        }
    }
    if (answer.ok && body) { return body; }
    const detail = body?.detail ?? `Hệ thống trả lời với mã ${answer.status}. Đề nghị thử lại sau.`;
    throw new Trouble(body?.title ?? "Không đọc được dữ liệu", detail, answer.status, body?.traceId);
}

/** A page that there may not be, such as those that older releases lack. */
const maybe = (address, signal) => get(address, signal).catch((error) => {
    if (error.status === 404) { return null; }
    throw error;
});

async function all(path, signal) {
    const items = [];
    let cursor = "";
    do {
        const page = await get(`${path}?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, signal);
        items.push(...page.items);
        cursor = page.nextCursor ?? "";
    } while (cursor);
    return items;
}

function dressed(element, attributes, children) {
    for (const [key, value] of Object.entries(attributes)) { element.setAttribute(key, value); }
    element.append(...children.filter((child) => known(child) && child !== ""));
    return element;
}

/** An element; strings among the children become text, never markup. */
const make = (name, attributes, ...children) => dressed(document.createElement(name), attributes, children);
const draw = (name, attributes, ...children) =>
    dressed(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
const source = (address, what = "Nguồn dữ liệu") => make("a", { href: address }, what);
const sources = (...links) => make("p", { class: "sources" }, ...links.flatMap((link) => [link, " "]));
const late = () => make("span", { class: "late" }, "Nộp muộn");
/** The superior unit and the code, which tell units of one name apart; boards published earlier lack both. */
const belonging = ({ superior, code }) => [superior?.name, code].filter(known).join(" – ");
const where = (unit) => (belonging(unit) ? make("div", { class: "small" }, belonging(unit)) : "");
const named = (...children) => make("th", { scope: "row" }, ...children);
const cell = (...children) => make("td", {}, ...children);
const numeric = (text) => make("td", { class: "number" }, text);
/** Points, or a share, as text and as a bar. */
const measured = (text, part, whole) => make("td", { class: "points" }, text, bar(part ?? 0, whole));
const ofMost = (points, most) => measured(`${written(points)} / ${written(most)}`, points, most);

function facts(pairs) {
    const there = pairs.filter(([, value]) => known(value) && value !== "");
    return make("dl", {}, ...there.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function table(caption, columns, rows) {
    const head = columns.map(([name, kind]) => make("th", { scope: "col", class: kind ?? "" }, name));
    const body = rows.map((cells) => make("tr", {}, ...cells));
    const parts = [make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)];
    const named = make("table", {}, make("caption", {}, caption), ...parts);
    return make("div", { class: "wide", role: "region", "aria-label": caption, tabindex: "0" }, named);
}

/** How much of the whole is there; the number stands beside it as text. */
function bar(part, whole) {
    const width = whole > 0 ? Math.max(0, Math.min(100, (part / whole) * 100)) : 0;
    return draw(
        "svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
        draw("rect", { class: "all", width: "100", height: "10" }),
        draw("rect", { class: "part", width: String(width), height: "10" }),
    );
}

/** A document by number, day, issuer and title; a link only where its address is one of the web. */
function citation({ number, date, issuer, title, url }) {
    const day = date?.split("-").reverse().join("/");
    const text = [number, day, issuer, title].filter(Boolean).join(", ") || url || "—";
    return /^https?:\/\//i.test(url ?? "") ? make("a", { href: url, rel: "noopener noreferrer" }, text) : text;
}

/** Without accents and capitals; đ is a letter of its own to Unicode. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
const bandOf = (code) => (current?.set?.model ?? current?.set?.grading)?.bands?.find((band) => band.code === code);
/** The name of a group, with a capital; its code if nothing names it. */
const groupName = (code) => catalogue?.names.get(code) ?? code;
const bandName = (code) => (known(code) ? bandOf(code)?.name.vi ?? "—" : "—");
const criterionName = ({ code, name }) => `${code}. ${name.vi}`;
/** Whether a criterion has a target that its value can meet or miss. */
const aimed = (criterion) => known(criterion?.targetPercent) || known(criterion?.target);

function read() {
    const asked = new URLSearchParams(location.search);
    const one = (name) => asked.get(name) ?? "";
    const sort = Object.keys(COLUMNS).includes(one("sort").replace(/^-/, "")) ? one("sort") : "";
    state = { cycle: one("cycle"), group: one("group") || one("tier"), unit: one("unit"), q: one("q"), sort };
    shown = location.search;
}

function addressOf(wanted) {
    const pairs = Object.entries(wanted).filter(([, value]) => value);
    return `${location.pathname}?${new URLSearchParams(pairs)}`;
}

/** Changes what is chosen; a new place in the browser's history unless it only orders or filters. */
function go(change, step = true) {
    state = { ...state, ...change };
    history[step ? "pushState" : "replaceState"](null, "", addressOf(state));
    shown = location.search;
}

async function loadCatalogue(signal) {
    const paths = [PATHS.cycles, PATHS.releases, PATHS.levels, PATHS.groups];
    const [cycles, releases, levels, entered] = await Promise.all(paths.map((path) => all(path, signal)));
    levels.sort((one, other) => one.position - other.position);
    const places = new Map(levels.map(({ code }, place) => [code, place]));
    const before = (one, other) => (places.get(one) ?? levels.length) - (places.get(other) ?? levels.length);
    const published = cycles.map((cycle) => {
        const boards = releases.filter((release) => release.cycle === cycle.id).flatMap((one) => one.boards);
        const groups = [...new Set(boards.map((board) => board.tier))];
        return { ...cycle, groups: groups.sort((one, other) => before(one, other) || letters.compare(one, other)) };
    }).filter((cycle) => cycle.groups.length);
    published.sort((one, other) => (one.periodEndDate < other.periodEndDate ? 1 : -1));
    const names = new Map([...entered, ...levels].map(({ code, name }) => [code, capital(name.vi)]));
    return { cycles: published, names, newest: releases[releases.length - 1] };
}

/** Fills in what the address leaves open; says so if it asks for what is not public. */
function settle() {
    const { cycles, newest } = catalogue;
    const asked = cycles.find((cycle) => cycle.id === state.cycle);
    const cycle = asked ?? cycles.find((one) => one.id === newest.cycle) ?? cycles[0];
    const group = cycle.groups.includes(state.group) ? state.group : cycle.groups[0];
    const missed = (state.cycle && !asked) || (state.group && state.group !== group);
    go({ cycle: cycle.id, group, unit: missed ? "" : state.unit }, false);
    return missed ? "Kỳ hoặc nhóm trong liên kết không có kết quả được công bố; đang hiện kết quả khác." : "";
}

async function loadBoard(signal) {
    const key = `${state.cycle} ${state.group}`;
    if (current?.key === key) { return; }
    const board = await get(fill(PATHS.newest, state), signal);
    const parts = [PATHS.release, PATHS.criteria, PATHS.summary].map((path) => maybe(fill(path, board.head), signal));
    parts.push(maybe(fill(PATHS.dimensions, state), signal));
    const [release, set, summary, dimensions] = await Promise.all(parts);
    current = { key, board, release, set, summary, dimensions };
}

async function show(focus) {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    at("error").replaceChildren();
    at("status").textContent = "Đang tải dữ liệu…";
    at("main").setAttribute("aria-busy", "true");
    try {
        catalogue = catalogue ?? (await loadCatalogue(signal));
        if (!catalogue.cycles.length) {
            catalogue = null;
            at("status").textContent = "Chưa có kết quả nào được công bố.";
        } else {
            const remark = settle();
            showChoice();
            await loadBoard(signal);
            [showRelease, showRanking, showSummary, showDimensions].forEach((part) => part());
            await showUnit(signal, focus);
            at("status").textContent = remark;
        }
    } catch (error) {
        if (!signal.aborted) { fail(error); }
    }
    if (!signal.aborted) { at("main").removeAttribute("aria-busy"); }
}

/** Says what went wrong in the service's own words, and shows nothing that belongs to another choice. */
function fail(error) {
    const again = make("button", { type: "button" }, "Thử lại");
    again.addEventListener("click", () => show(false));
    const said = error instanceof Trouble ? error : new Trouble("Trang gặp lỗi khi hiển thị dữ liệu", error.message);
    at("status").textContent = "";
    at("error").replaceChildren(
        make("p", {}, make("strong", {}, said.message)), make("p", {}, said.detail),
        said.trace ? make("p", { class: "small" }, `Mã tra cứu: ${said.trace}`) : "", again,
    );
    const fits = current?.key === `${state.cycle} ${state.group}`;
    (fits ? ["unit"] : ["release", "ranking", "summary", "dimensions", "unit"]).forEach((id) => { at(id).hidden = true; });
}

function showChoice() {
    const { cycles } = catalogue;
    const cycle = cycles.find((one) => one.id === state.cycle);
    const options = (pairs) => pairs.map(([value, name]) => make("option", { value }, name));
    at("cycle").replaceChildren(...options(cycles.map((one) => [one.id, one.name.vi])));
    at("group").replaceChildren(...options(cycle.groups.map((one) => [one, groupName(one)])));
    at("cycle").value = state.cycle;
    at("group").value = state.group;
    at("choice").hidden = false;
    document.title = `${cycle.name.vi}, ${groupName(state.group)}: bảng xếp hạng thi đua`;
}

function showRelease() {
    const { board: { head }, release } = current;
    const links = [source(fill(PATHS.release, head))];
    if (release?.digest) {
        links.push(source(fill(PATHS.changes, head), "Nội dung đính chính, bổ sung"));
        links.push(source(fill(PATHS.pages, head), "Mã kiểm tra tính toàn vẹn của từng trang"));
    }
    at("release-title").textContent = `Đợt công bố số ${head.releaseNumber}`;
    at("release-body").replaceChildren(facts([
        ["Thời điểm công bố", instants.format(new Date(head.publishedAt))],
        ["Tình trạng", STATUSES[release?.status]],
        ["Lý do công bố thêm", release?.reason],
        ["Đơn vị công bố", release?.signedOff?.organisationName],
        ["Bộ tiêu chí", citation(head.document)],
        ["Phiên bản bộ tiêu chí", String(head.criteriaSetVersion)],
        ["Mã kiểm tra tính toàn vẹn (SHA-256)", release?.digest
            ? make("code", {}, release.digest) : "Đợt công bố này chưa có mã kiểm tra."],
    ]), sources(...links));
    at("release").hidden = false;
}

function showRanking() {
    const { board: { head, scale, tieBreaks }, set } = current;
    at("filter").value = state.q;
    const above = set?.model?.mayExceedScale || set?.grading?.mayExceedScale ? " (chưa tính điểm cộng)" : "";
    at("ranking-caption").textContent = `${groupName(head.tier)}, tổng điểm tối đa ${written(scale)}${above}; `
        + `${tied(tieBreaks ?? [])}; chọn tên đơn vị để xem chi tiết, chọn tên cột để sắp xếp.`;
    at("ranking-sources").replaceChildren(sources(
        source(fill(PATHS.board, head)), set ? source(fill(PATHS.criteria, head), "Bộ tiêu chí") : "",
    ));
    showRows();
    at("ranking").hidden = false;
}

/** What decides between units with equal totals. */
function tied(tieBreaks) {
    const order = { HIGHEST: "cao hơn xếp trước", LOWEST: "thấp hơn xếp trước" };
    const steps = tieBreaks.map((one) => `${nodeName(one.node)} (${order[one.order]})`);
    return steps.length
        ? `đơn vị bằng điểm được xét lần lượt theo ${steps.join(", ")}, vẫn bằng thì đồng hạng`
        : "đơn vị bằng điểm thì đồng hạng";
}

/** The name of a pillar or criterion of a tree; its code, while the set is not known. */
function nodeName(code) {
    const find = (node) => node.code === code
        ? node.name.vi : (node.children ?? []).map(find).find((name) => name !== undefined);
    return (current.set?.model ? find(current.set.model.main) : undefined) ?? code;
}

function showRows() {
    const aims = current.board.criteria.some(aimed);
    const sort = aims || !state.sort.endsWith("met") ? state.sort : "";
    const down = sort.startsWith("-");
    const column = sort.replace(/^-/, "") || "rank";
    const key = COLUMNS[column];
    const wanted = plain(state.q.trim());
    const { standings } = current.board;
    const rows = standings
        .filter((standing) => plain(`${standing.name} ${belonging(standing)}`).includes(wanted))
        .sort((one, other) => {
            const [left, right] = [key(one), key(other)];
            if (!known(left) || !known(right)) { return Number(known(right)) - Number(known(left)); }
            const order = typeof left === "number" ? left - right : letters.compare(left, right);
            return down ? -order : order;
        });
    for (const head of document.querySelectorAll("th[data-column]")) {
        const sorted = head.dataset.column === column;
        head.setAttribute("aria-sort", sorted ? (down ? "descending" : "ascending") : "none");
        head.hidden = head.dataset.column === "met" && !aims;
    }
    at("rows").replaceChildren(...rows.map((standing) => {
        const chosen = standing.organisation === state.unit;
        const link = make("a", { href: addressOf({ ...state, unit: standing.organisation }) }, standing.name);
        if (chosen) { link.setAttribute("aria-current", "true"); }
        return make(
            "tr", { class: chosen ? "chosen" : "", "data-unit": standing.organisation },
            numeric(written(standing.rank)),
            named(link, ...(standing.late ? [" ", late()] : []), where(standing)),
            numeric(written(standing.total)), cell(bandName(standing.band)),
            aims ? numeric(`${standing.criteriaMet}/${standing.criteriaApplicable}`) : "",
        );
    }));
    at("found").textContent = wanted ? `Hiện ${rows.length} trên ${standings.length} đơn vị.` : "";
}

function showSummary() {
    const { board: { head }, summary } = current;
    at("summary").hidden = false;
    at("summary-body").replaceChildren("Đợt công bố này chưa có trang tổng hợp.");
    if (!summary) { return; }
    const rows = summary.criteria.map((one) => [
        named(criterionName(one.criterion)),
        ofMost(one.averagePoints, one.criterion.maxPoints),
        aimed(one.criterion)
            ? measured(`${one.unitsMet}/${one.unitsApplicable} (${percent(one.percentMet)})`, one.percentMet, 100)
            : cell("Không có chỉ tiêu"),
    ]);
    const silent = summary.notReported.map(({ name, code }) => make("li", {}, name, known(code) ? ` (${code})` : ""));
    at("summary-body").replaceChildren(
        facts([
            ["Điểm trung bình (cắt còn hai chữ số thập phân)", `${written(summary.averageTotal)} / ${written(summary.scale)}`],
            ["Đơn vị được xếp hạng", written(summary.unitsRanked)],
            ["Đơn vị đã báo cáo", `${written(summary.unitsReported)} trên ${written(summary.unitsOwing)}`],
            ["Trong đó nộp muộn", written(summary.unitsLate)],
        ]),
        table("Trung bình và tỷ lệ đạt theo tiêu chí",
            [["Tiêu chí"], ["Điểm trung bình / tối đa", "points"], ["Đơn vị đạt chỉ tiêu", "points"]], rows),
        make("h3", {}, `Đơn vị chưa báo cáo (${silent.length})`),
        silent.length ? make("ul", { class: "silent" }, ...silent) : "Mọi đơn vị đã báo cáo.",
        sources(source(fill(PATHS.summary, head))),
    );
}

/** The cycle by content and field, of all groups together. */
function showDimensions() {
    const { dimensions } = current;
    at("dimensions").hidden = !dimensions;
    if (!dimensions) { return; }
    const { campaign, tally: { contents, fields } } = dimensions;
    const columns = ["Tiêu chí", "Đơn vị đạt mọi chỉ tiêu", "Mức đạt", "Điển hình tiên tiến", "Lượt áp dụng", "Tin, bài",
        "Hướng dẫn, thông báo"].map((name) => [name, "number"]);
    const found = (chosen) => `${PATHS.roleModels}?${new URLSearchParams({ campaign, ...chosen })}`;
    const models = (count, chosen) => (count ? source(found(chosen), written(count)) : written(count));
    const row = (name, counts, chosen) => [
        named(name), numeric(written(counts.criteria)),
        numeric(counts.unitsMeasured ? `${written(counts.unitsMet)}/${written(counts.unitsMeasured)}` : "—"),
        numeric(known(counts.percentReached) ? percent(counts.percentReached) : "—"),
        numeric(models(counts.roleModels, chosen)), numeric(written(counts.adoptions)),
        numeric(written(counts.mediaItems)), numeric(written(counts.guidance)),
    ];
    const ofContents = contents.map((one) => row(`${one.number}. ${one.text.vi}`, one.counts, { content: one.number }));
    const ofFields = fields.map((one) => row(one.name.vi, one.counts, { field: one.code }));
    at("dimensions-body").replaceChildren(
        make("p", {}, "Gồm mọi nhóm của kỳ. Mức đạt: tỷ lệ điểm đạt được trên điểm tối đa của các tiêu chí liên quan."),
        contents.length ? table("Theo nội dung thi đua", [["Nội dung"], ...columns], ofContents) : "",
        fields.length ? table("Theo lĩnh vực ưu tiên", [["Lĩnh vực"], ...columns], ofFields) : "",
        sources(source(fill(PATHS.dimensions, state))),
    );
}

async function showUnit(signal, focus) {
    at("unit").hidden = !state.unit;
    if (!state.unit) { return; }
    const { board: { head, standings } } = current;
    const place = { board: head.board, organisation: state.unit };
    const name = standings.find((standing) => standing.organisation === place.organisation)?.name;
    at("unit-title").textContent = name ?? "Chi tiết đơn vị";
    ["unit-body", "history-body"].forEach((id) => at(id).replaceChildren());
    const parts = [PATHS.unit, PATHS.history].map((path) => maybe(fill(path, place), signal));
    const [detail, past] = await Promise.all(parts);
    at("unit-body").replaceChildren(...(detail
        ? [...unitBody(detail), sources(source(fill(PATHS.unit, place)))]
        : ["Đơn vị này không có trong bảng đang xem."]));
    at("history-body").replaceChildren(...(past
        ? [...historyBody(past), sources(source(fill(PATHS.history, place)))]
        : ["Chưa có kết quả các kỳ của đơn vị này."]));
    if (focus && state.unit === place.organisation) {
        at("unit-title").focus({ preventScroll: true });
        at("unit").scrollIntoView();
    }
}

function unitBody(detail) {
    const ranked = known(detail.rankedUnits) ? ` trên ${detail.rankedUnits} đơn vị` : "";
    const adjustments = (detail.adjustments ?? []).map((one) =>
        make("li", {}, `${lineName(one.line)}: ${written(one.points)} điểm, căn cứ `, citation(one.ground)));
    const rows = detail.lines.map((line) => {
        const criterion = current.board.criteria.find((one) => one.code === line.criterion);
        const name = criterion ? criterionName(criterion) : line.criterion;
        const counts = !NOT_COUNTED[line.applicability];
        return [named(name), cell(...result(line, criterion)), counts ? ofMost(line.points, line.maxPoints) : cell("—")];
    });
    // The subtotals of pillars and of the tables of agencies; the first node is the whole.
    const pillars = (detail.nodes ?? []).slice(1).map((node) =>
        [named(node.name.vi), cell(`${written(node.points.shown)} / ${written(node.full.shown)}`)]);
    return [
        facts([
            ["Đơn vị cấp trên", detail.superior?.name],
            ["Mã đơn vị", detail.code],
            ["Hạng", known(detail.rank) ? `${detail.rank}${ranked}` : "Không xếp hạng"],
            ["Tổng điểm", `${written(detail.total)} / ${written(detail.scale)}`],
            ["Xếp loại", known(detail.band) ? bandName(detail.band) : ""],
            ["Điểm cộng", detail.bonus ? written(detail.bonus) : ""],
            ["Điểm trừ", detail.penalty ? written(detail.penalty) : ""],
            ["Thời hạn", detail.late ? late() : "Nộp đúng hạn"],
            ["Cách tính", detail.explanation.vi],
        ]),
        make("ul", {}, ...adjustments),
        pillars.length ? table(`Điểm theo nhóm tiêu chí: ${detail.name}`, [["Nhóm tiêu chí"], ["Điểm / tối đa", "points"]], pillars) : "",
        table(`Điểm theo tiêu chí: ${detail.name}`, [["Tiêu chí"], ["Kết quả"], ["Điểm / tối đa", "points"]], rows),
    ];
}

/** The name of a bonus or penalty line; its code, while the set is not known. */
function lineName(code) {
    const { grading, model } = current.set ?? {};
    const lines = [...(grading?.lines ?? []), ...(model?.bonus?.lines ?? []), ...(model?.penalty?.lines ?? [])];
    return lines.find((line) => line.code === code)?.name.vi ?? code;
}

/** What was found in one criterion, whether that meets the target, and how its points came about. */
function result(line, criterion) {
    const asked = current.set?.criteria.find((one) => one.code === line.criterion);
    const option = asked?.choice?.options.find((one) => one.code === line.choice);
    const target = known(line.targetPercent) ? ` (chỉ tiêu ${percent(line.targetPercent)})` : "";
    const share = `${percent(line.percent)}${target}`;
    const text = [
        known(line.numerator) ? `${written(line.numerator)} / ${written(line.denominator)}` : "",
        known(line.numerator) && known(line.percent) ? share : "",
        known(line.count) ? `Số lượng: ${written(line.count)}` : "",
        known(line.number) ? `Số liệu: ${written(line.number)}` : "",
        known(line.choice) ? option?.name.vi ?? "—" : "",
        known(line.givenPoints) ? `Điểm chấm: ${written(line.givenPoints)}` : "",
        NOT_COUNTED[line.applicability], line.notApplicable,
    ].filter(Boolean).join("; ");
    const [kind, said] = line.met ? ["good", "✓ Đạt"] : ["bad", "✗ Chưa đạt"];
    const met = known(line.met) && aimed(criterion) ? make("strong", { class: kind }, said) : "";
    return [text, " ", met, make("div", { class: "small" }, line.explanation.vi)];
}

function historyBody({ places }) {
    const cycleOf = (place) => catalogue.cycles.find((cycle) => cycle.id === place.cycle);
    const end = (place) => cycleOf(place)?.periodEndDate ?? place.publishedAt;
    const ordered = [...places].sort((one, other) => (end(one) < end(other) ? -1 : 1));
    // A line joins only what the service says can be compared (rule L25): the results before and after the one on show,
    // of its movement and kind of cycle, up to the next break.
    const own = catalogue.cycles.find((cycle) => cycle.id === state.cycle);
    const series = ordered.filter((place) => place.campaign === own.campaign && place.cycleKind === own.kind);
    const pieces = [];
    for (const place of series) {
        if (!pieces.length || !place.comparableWithPrevious) { pieces.push([]); }
        pieces[pieces.length - 1].push(place);
    }
    const around = pieces.find((piece) => piece.some((place) => place.cycle === own.id)) ?? [];
    const alike = around.filter((place) => known(place.total));
    const unlike = (place) => {
        const why = (place.notComparableBecause ?? []).map((word) => BREAKS[word] ?? word).join(", ");
        return why ? make("div", { class: "small" }, `Không so sánh với kỳ trước: ${why}`) : "";
    };
    const rows = ordered.map((place) => [
        named(cycleOf(place)?.name.vi ?? place.cycleCode), cell(capital(place.group.name.vi), unlike(place)),
        numeric(written(place.rank) + (known(place.rank) && known(place.rankedUnits) ? `/${place.rankedUnits}` : "")),
        numeric(written(place.total)), numeric(String(place.releaseNumber)),
    ]);
    const columns = [["Kỳ đánh giá"], ["Nhóm"], ["Hạng", "number"], ["Tổng điểm", "number"], ["Đợt công bố", "number"]];
    return [
        1 < alike.length ? chart(alike) : make("p", {}, "Chưa đủ hai kỳ so sánh được với nhau để vẽ đường xu hướng."),
        table("Kết quả qua các kỳ, theo đợt công bố mới nhất của mỗi kỳ", columns, rows),
    ];
}

/** Totals over the cycles; the table below says the same in text. */
function chart(places) {
    const [left, right, top, bottom] = [70, 610, 30, 200];
    const most = Math.max(current.board.scale, ...places.map((place) => place.total));
    const x = (index) => left + 30 + ((right - left - 60) * index) / (places.length - 1);
    const y = (total) => bottom - ((bottom - top) * total) / (most || 1);
    const line = places.map((place, index) => `${x(index)},${y(place.total)}`).join(" ");
    const said = places.map((place) => `${place.cycleCode}: ${written(place.total)}`).join("; ");
    const marks = places.flatMap((place, index) => [
        draw("circle", { class: "point", cx: x(index), cy: y(place.total), r: 5 }),
        draw("text", { x: x(index), y: y(place.total) - 10 }, written(place.total)),
        draw("text", { x: x(index), y: bottom + 22 }, place.cycleCode),
    ]);
    return draw(
        "svg", { class: "chart", viewBox: "0 0 640 240", role: "img", "aria-label": `Tổng điểm qua các kỳ: ${said}` },
        draw("path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` }),
        draw("text", { class: "side", x: left - 8, y: top + 5 }, written(most)),
        draw("text", { class: "side", x: left - 8, y: bottom + 5 }, "0"),
        draw("polyline", { class: "trend", points: line }), ...marks,
    );
}

at("cycle").addEventListener("change", (event) => {
    const { groups } = catalogue.cycles.find((cycle) => cycle.id === event.target.value);
    go({ cycle: event.target.value, group: groups.includes(state.group) ? state.group : groups[0], unit: "" });
    show(false);
});
at("group").addEventListener("change", (event) => {
    go({ group: event.target.value, unit: "" });
    show(false);
});
at("filter").addEventListener("input", (event) => {
    go({ q: event.target.value }, false);
    showRows();
});
document.querySelector("#ranking thead").addEventListener("click", (event) => {
    const column = event.target.closest("th")?.dataset.column;
    if (!column || !event.target.closest("button")) { return; }
    const [first, other] = HIGHEST_FIRST.includes(column) ? [`-${column}`, column] : [column, `-${column}`];
    go({ sort: (state.sort || "rank") === first ? other : first }, false);
    showRows();
});
at("rows").addEventListener("click", (event) => {
    const unit = event.target.closest("tr")?.dataset.unit;
    if (!unit || event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) { return; }
    event.preventDefault();
    go({ unit });
    show(true);
});
at("close").addEventListener("click", () => {
    const { unit } = state;
    go({ unit: "" });
    at("unit").hidden = true;
    showRows();
    [...at("rows").children].find((row) => row.dataset.unit === unit)?.querySelector("a").focus();
});
addEventListener("popstate", () => {
    // Also comes for a change of the fragment, which chooses nothing.
    if (location.search === shown) { return; }
    read();
    show(false);
});

read();
show(false);
