"""Compares what `thidua read-table` reads with what openpyxl, calamine and Python's csv read.

Every file is made here and is well-formed, so every row must be read by everybody, with equal values. The writers are
openpyxl, XlsxWriter, and one of our own for what those two never write. A fault is planted at the end: a comparison that
cannot fail proves nothing.
"""

import csv
import datetime
import io
import json
import random
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import python_calamine
import xlsxwriter

SHEET = "Số liệu"
NUMBERS = ["H1.numerator", "H1.denominator", "K1.count"]
TEXTS = ["H1.note", "K1.evidence.number", "K1.evidence.title", "narrative"]
DAYS = ["K1.evidence.date"]
LINES = ["H1.note", "narrative"]
BESIDE = ["", "STT", "Đơn vị", "Điểm H1"]
WORDS = ["Sở", "Nội vụ", "số hóa", "1.234,56", "@ý kiến", "-", "<&>\"'", "  hai  ", "=", "Tổ", "So\u0302\u0301", "“một”", "\u00a0", "0012"]
FILES_OF_A_WRITER = 60


def tidy(text):
    """What is stored of a text: composed, with single blanks (rule L44)."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())


def tidy_lines(text):
    lines = [tidy(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or at and lines[at - 1]]
    return "\n".join(kept).strip("\n")


class Made:
    """The values of a file: heads, and rows of unit and values."""

    def __init__(self, dice, textual):
        self.dice = dice
        keys = NUMBERS + dice.sample(TEXTS + DAYS, dice.randint(0, 5))
        self.heads = ["unit"] + keys + dice.sample(BESIDE, dice.randint(0, 3))
        dice.shuffle(self.heads)
        self.rows = [[self.value(head, textual) for head in self.heads] for _ in range(dice.randint(1, 12))]

    def value(self, head, textual):
        dice = self.dice
        if head == "unit":
            return dice.choice(["943", "00688", "so-noi-vu", "9" + str(dice.randint(10, 99))])
        if head in NUMBERS:
            return dice.choice([0, 1, 812, 1000, 123456789, dice.randint(0, 10**9)])
        if head in DAYS:
            return datetime.date(dice.randint(1901, 2199), dice.randint(1, 12), dice.randint(1, 28))
        if head in TEXTS:
            words = " ".join(dice.choices(WORDS, k=dice.randint(1, 4)))
            if head in LINES and dice.random() < 0.4:
                words += dice.choice(["\n", "\n\n", " \n "]) + dice.choice(WORDS)
            # A text that begins like a formula is one in CSV.
            return "x" + words if textual and words.lstrip().startswith("=") else words
        return dice.choice(["", 1, "Huyện Kế Sách"])


def day_text(dice, day):
    return dice.choice(["{0:%d/%m/%Y}", "{0:%Y-%m-%d}", "{0:%d-%m-%Y}", "{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d} 00:00:00"]).format(day)


def by_openpyxl(made, path):
    dice, book = made.dice, openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET if dice.random() < 0.7 else "Sheet1"
    if dice.random() < 0.4:
        book.create_sheet("Danh mục").append(["unit", "H1.numerator"])
    if dice.random() < 0.3:
        hidden = book.create_sheet("Ẩn", 0)
        hidden.append(["x"])
        hidden.sheet_state = "hidden"
    sheet.append(made.heads)
    for at, row in enumerate(made.rows, 2):
        for column, (head, value) in enumerate(zip(made.heads, row), 1):
            cell = sheet.cell(at, column)
            cell.value = value
            if head in NUMBERS and dice.random() < 0.5:
                cell.value = dice.choice([value, float(value), str(value)])
                cell.number_format = dice.choice(["General", "0", "#,##0", "@", "#,##0 \"hồ sơ\"", "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"])
            elif head in DAYS:
                cell.value = dice.choice([value, datetime.datetime(value.year, value.month, value.day), day_text(dice, value)])
                cell.number_format = "@" if isinstance(cell.value, str) else dice.choice(["dd/mm/yyyy", "yyyy-mm-dd", "d-mmm-yy", "m/d/yyyy h:mm", "[$-42A]dd mmmm yyyy;@"])
            elif head == "unit" and value == "00688" and dice.random() < 0.5:
                cell.value, cell.number_format = 688, "00000"
            elif isinstance(value, str):
                cell.data_type = "s" if value else cell.data_type
    if dice.random() < 0.3:
        sheet.cell(len(made.rows) + 2, made.heads.index("unit") + 1).value = "Tổng cộng"
        sheet.cell(len(made.rows) + 2, made.heads.index("H1.numerator") + 1).value = 5
    book.save(path)


def by_xlsxwriter(made, path):
    dice = made.dice
    options = {"date_1904": dice.random() < 0.3, "constant_memory": dice.random() < 0.3, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet(SHEET)
    day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
    zeros, grouped = book.add_format({"num_format": "00000"}), book.add_format({"num_format": "#,##0"})
    sheet.write_row(0, 0, made.heads, bold)
    for at, row in enumerate(made.rows, 1):
        for column, (head, value) in enumerate(zip(made.heads, row)):
            if head in DAYS:
                # Days before 1904 cannot be counted from there.
                if value.year < 1905 or dice.random() < 0.3:
                    sheet.write_string(at, column, day_text(dice, value))
                else:
                    sheet.write_datetime(at, column, value, day)
            elif head in NUMBERS:
                sheet.write_number(at, column, value, dice.choice([None, grouped]))
            elif head == "unit" and value == "00688" and dice.random() < 0.5:
                sheet.write_number(at, column, 688, zeros)
            elif head in TEXTS and " " in value.strip() and dice.random() < 0.4:
                first, rest = value.split(" ", 1)
                if first and rest.strip():
                    sheet.write_rich_string(at, column, bold, first, " " + rest)
                else:
                    sheet.write_string(at, column, value)
            elif isinstance(value, str):
                sheet.write_string(at, column, value)
            else:
                sheet.write_number(at, column, value)
    book.close()


def letters(column):
    name = ""
    while column >= 0:
        name, column = chr(ord("A") + column % 26) + name, column // 26 - 1
    return name


def by_hand(made, path):
    """What neither library writes: prefixes, cells without places, UTF-16, a wrong dimension, days in ISO 8601."""
    dice = made.dice
    prefix = dice.choice(["", "x:"])
    placed = dice.random() < 0.5
    rows = []
    for at, row in enumerate([made.heads] + made.rows, 1):
        cells = []
        for column, (head, value) in enumerate(zip(made.heads, row)):
            place = f' r="{letters(column)}{at}"' if placed or dice.random() < 0.2 else ""
            if value == "" and placed:
                continue
            if isinstance(value, datetime.date):
                kind = f' t="d"><{prefix}v>{value:%Y-%m-%d}{dice.choice(["", "T00:00:00"])}</{prefix}v'
            elif isinstance(value, str) and dice.random() < 0.5:
                kind = f' t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{escape(value)}</{prefix}t></{prefix}is'
            elif isinstance(value, str):
                kind = f' t="str"><{prefix}v>{escape(value)}</{prefix}v'
            else:
                written = [str(value), repr(float(value)), f"{value:.6E}"]
                written = dice.choice([text for text in written if float(text) == value])
                kind = dice.choice(["", ' t="n"']) + f"><{prefix}v>{written}</{prefix}v"
            cells.append(f"<{prefix}c{place}{kind}></{prefix}c>")
        number = f' r="{at}"' if dice.random() < 0.5 else ""
        rows.append(f"<{prefix}row{number}>{''.join(cells)}</{prefix}row>")
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    declared = f'xmlns:x="{name}"' if prefix else f'xmlns="{name}"'
    sheet = f'<{prefix}worksheet {declared}><{prefix}sheetData>{"".join(rows)}</{prefix}sheetData></{prefix}worksheet>'
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(path, "w", dice.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as book:
        book.writestr("[Content_Types].xml", f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>')
        book.writestr("_rels/.rels", f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{related}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'{head}<workbook xmlns="{name}" xmlns:r="{related}"><sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{related}/worksheet" Target="{dice.choice(["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"])}"/></Relationships>')
        book.writestr("xl/worksheets/sheet1.xml", head + sheet)


def by_csv(made, path):
    dice = made.dice
    delimiter = dice.choice(",;\t")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=dice.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), lineterminator=dice.choice(["\n", "\r\n"]))
    writer.writerow(made.heads)
    for row in made.rows:
        writer.writerow([day_text(dice, value) if isinstance(value, datetime.date) else value for value in row])
    encoding = dice.choice(["utf-8", "utf-8-sig", "utf-16"])
    path.write_bytes(text.getvalue().encode(encoding))


def canonical(heads, row, number):
    """A row as `read-table` shows it, from the cells of another reader; `None` if nothing stands under a head."""
    values, unit = {}, ""
    for head, value in zip(heads, row):
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            continue
        if head == "unit":
            unit = tidy(str(int(value)) if isinstance(value, float) and value == int(value) else str(value))
        elif head in NUMBERS:
            values[head] = int(float(value))
        elif head in DAYS:
            values[head] = parsed(value)
        elif head in TEXTS:
            text = tidy_lines(str(value)) if head in LINES else tidy(str(value))
            if text:
                values[head] = text
    if not unit and not values or unit == "Tổng cộng":
        return None
    return {"line": number, "unit": unit, "values": values}


def parsed(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return f"{value:%Y-%m-%d}"
    for form in ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]:
        try:
            return datetime.datetime.strptime(value, form).strftime("%Y-%m-%d")
        except ValueError:
            pass
    return value


def shown(sheet_row):
    """openpyxl's values; a code with a format of zeros is shown with them."""
    for cell in sheet_row:
        if cell.number_format == "00000" and isinstance(cell.value, int):
            yield f"{cell.value:05d}"
        else:
            yield cell.value


def read_openpyxl(path):
    book = openpyxl.load_workbook(path)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheet = book[SHEET] if SHEET in book.sheetnames else visible[0]
    rows = [list(shown(row)) for row in sheet.iter_rows()]
    return rows_of(rows, range(1, len(rows) + 1))


def read_calamine(path):
    book = python_calamine.CalamineWorkbook.from_path(path)
    visible = [meta.name for meta in book.sheets_metadata if meta.visible == python_calamine.SheetVisibleEnum.Visible]
    name = SHEET if SHEET in book.sheet_names else visible[0]
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return rows_of(rows, range(1, len(rows) + 1))


def read_csv(path):
    raw = path.read_bytes()
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader, rows, numbers, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [], [], 1
    for row in reader:
        rows.append(row)
        numbers.append(line)
        line = reader.line_num + 1
    return rows_of(rows, numbers)


def rows_of(rows, numbers):
    heads = [tidy(str(head)) if head is not None else "" for head in rows[0]]
    found = (canonical(heads, row, number) for number, row in list(zip(numbers, rows))[1:])
    return [row for row in found if row is not None]


def zeros_lost(rows):
    """calamine does not see the format that shows `688` as `00688`."""
    return [dict(row, unit="00688" if row["unit"] == "688" else row["unit"]) for row in rows]


def differences(read, readers):
    """Where readers differ from `read-table`, for one file."""
    if "refused" in read:
        return [f"refused: {read['refused']}"]
    told = []
    problems = [f"line {row['line']}: {row['problems']}" for row in read["rows"] if row["problems"]]
    told.extend(problems)
    ours = [{"line": row["line"], "unit": row["unit"], "values": row["values"]} for row in read["rows"]]
    for name, theirs in readers:
        if len(ours) != len(theirs):
            told.append(f"{len(ours)} rows, {name} has {len(theirs)}")
        told.extend(f"we read {mine}, {name} reads {other}" for mine, other in zip(ours, theirs) if mine != other)
    return told


def main():
    thidua, folder, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    folder.mkdir()
    dice = random.Random(seed)
    files = []
    for kind, writer in [("openpyxl", by_openpyxl), ("xlsxwriter", by_xlsxwriter), ("hand", by_hand), ("csv", by_csv)]:
        for number in range(FILES_OF_A_WRITER):
            path = folder / f"{kind}-{number}.{'csv' if kind == 'csv' else 'xlsx'}"
            writer(Made(dice, textual=kind in ("csv", "openpyxl")), path)
            files.append(path)
    told = subprocess.run([thidua, "read-table", *map(str, files)], check=True, capture_output=True, text=True).stdout
    read = [json.loads(line) for line in told.splitlines()]
    assert [Path(one["file"]) for one in read] == files, "every file is answered, in order"
    faults, rows, planted = 0, 0, False
    for path, one in zip(files, read):
        if path.suffix == ".csv":
            readers = [("csv", read_csv(path))]
        else:
            readers = [("openpyxl", read_openpyxl(path)), ("calamine", zeros_lost(read_calamine(path)))]
        found = differences(one, readers)
        for fault in found:
            print(f"{path.name}: {fault}", file=sys.stderr)
        faults += len(found)
        rows += len(one.get("rows", []))
        if not planted and not found:
            wrong = json.loads(json.dumps(one))
            wrong["rows"][0]["values"]["H1.numerator"] = -1
            assert differences(wrong, readers), "a planted fault is found"
            fewer = dict(one, rows=one["rows"][1:])
            assert differences(fewer, readers), "a missing row is found"
            planted = True
    if faults or not planted:
        sys.exit(f"{faults} differences in {len(files)} files (seed {seed})")
    print(f"{len(files)} files, {rows} rows: read alike by us, openpyxl, calamine and csv (seed {seed})")


main()
