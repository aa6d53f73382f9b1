//! The program from outside: a request in, a PDF or a refusal out.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_papers"))
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut pipe = program.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // In a thread of its own: a program that refuses early reads no further.
    let writing = std::thread::spawn(move || {
        let _closed_early = pipe.write_all(&input);
    });
    let output = program.wait_with_output().expect("an end");
    writing.join().expect("no panic");
    output
}

fn set(request: &Value) -> Output {
    run(&["set"], request.to_string().as_bytes())
}

fn sample(paper: &str) -> Value {
    let path = format!("{}/samples/{paper}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a sample");
    serde_json::from_str::<Value>(&text).expect("JSON")["full"].take()
}

fn template(name: &str) -> String {
    let path = format!("{}/templates/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a template")
}

fn refused(output: &Output) -> Value {
    assert!(output.stdout.is_empty(), "no part of a paper is written beside a refusal");
    let line = String::from_utf8(output.stderr.clone()).expect("UTF-8");
    serde_json::from_str(line.lines().next().unwrap_or_default()).unwrap_or_else(|_| panic!("{line}"))
}

fn is_whole(pdf: &[u8]) -> bool {
    pdf.starts_with(b"%PDF-1.7") && pdf.trim_ascii_end().ends_with(b"%%EOF")
}

fn decision(data: Value) -> Value {
    json!({"paper": "award-decision", "data": data, "identifier": "decision"})
}

#[test]
fn the_bundled_templates_set_every_paper_with_all_samples() {
    for asked in [b"{}".as_slice(), b""] {
        let output = run(&["check"], asked);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_check_of_a_folder_names_paper_file_and_line() {
    let folder = std::env::temp_dir().join(format!("papers-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let faulty = template("minutes.typ").replace("data.chair", "data.chairman");
    std::fs::write(folder.join("minutes.typ"), faulty).expect("a file");
    let output = run(&["check", folder.to_str().expect("a path")], b"");
    std::fs::remove_dir_all(&folder).expect("removed");
    let refusal = refused(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((&refusal["code"], &refusal["name"]), (&json!("UNKNOWN_PLACEHOLDER"), &json!("chairman")));
    assert_eq!((&refusal["paper"], &refusal["file"]), (&json!("minutes/full"), &json!("minutes.typ")));
    assert!(refusal["line"].is_u64() && refusal["column"].is_u64(), "{refusal}");
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let request = decision(sample("award-decision"));
    let (first, second) = (set(&request), set(&request));
    assert!(first.status.success() && is_whole(&first.stdout));
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn a_thousand_recipients_and_none_at_all_are_papers() {
    let mut data = sample("award-decision");
    let one = data["recipients"][1].clone();
    data["recipients"] = Value::Array(vec![one; 1_000]);
    let many = set(&decision(data.clone()));
    assert!(many.status.success(), "{}", String::from_utf8_lossy(&many.stderr));
    data["recipients"] = json!([]);
    let none = set(&decision(data));
    assert!(none.status.success() && is_whole(&none.stdout) && none.stdout.len() < many.stdout.len());
}

#[test]
fn a_letter_that_no_font_has_is_named_with_its_place() {
    let mut data = sample("award-decision");
    data["recipients"][2]["name"] = json!("Lâm Mỹ Hoa (林美華)");
    let refusal = refused(&set(&decision(data)));
    assert_eq!((&refusal["code"], &refusal["letter"]), (&json!("NO_GLYPH"), &json!("林")));
    assert_eq!(refusal["pointer"], "/recipients/2/name");
}

#[test]
fn a_value_is_text_and_never_markup() {
    let mut data = sample("award-decision");
    data["abstract"] = json!("#panic(\"x\") *đậm* $x$ @ref <label> \\ `raw`");
    let output = set(&decision(data));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_template_sees_no_file_no_package_no_clock_and_no_program() {
    for (body, code) in [
        ("#read(\"/etc/passwd\")", "TEMPLATE_FAULT"),
        ("#image(\"/etc/logo.png\")", "TEMPLATE_FAULT"),
        ("#import \"@preview/cetz:0.3.0\": canvas", "TEMPLATE_FAULT"),
        ("#import \"minutes.typ\": *", "TEMPLATE_FAULT"),
        ("#datetime.today().display()", "TEMPLATE_FAULT"),
        ("#plugin(bytes((0, 97, 115, 109)))", "TEMPLATE_FAULT"),
        ("#std.plugin(bytes((0, 97, 115, 109)))", "TEMPLATE_FAULT"),
        ("#set text(font: \"No Such Font\")\nText", "TEMPLATE_FAULT"),
        ("#let data = json(\"data.json\")\n#data.nothing", "UNKNOWN_PLACEHOLDER"),
        ("= Unfinished #(", "TEMPLATE_FAULT"),
    ] {
        let request = json!({"paper": "notice", "data": {}, "files": {"notice.typ": body}});
        let output = set(&request);
        assert_eq!((output.status.code(), &refused(&output)["code"]), (Some(1), &json!(code)), "{body}");
    }
}

#[test]
fn a_template_without_end_ends_the_process_and_nothing_else() {
    let endless = "#for a in range(100000000) { for b in range(100000000) { let c = a + b } }";
    let filling = "#let text = \"x\"\n#for _ in range(64) { text = text + text }\n#text";
    for body in [endless, filling] {
        let output = set(&json!({"paper": "notice", "data": {}, "files": {"notice.typ": body}}));
        assert!(!output.status.success() && output.stdout.is_empty(), "{body}");
    }
}

#[test]
fn a_request_that_is_none_has_exit_code_2() {
    for request in [
        "",
        "[]",
        "{\"paper\": \"no-paper\", \"data\": {}}",
        "{\"data\": {}}",
        "{\"paper\": \"notice\"}",
        "{\"paper\": \"notice\", \"data\": {}, \"files\": {\"../notice.typ\": \"\"}}",
        "{\"paper\": \"notice\", \"data\": {}, \"extra\": 1}",
    ] {
        let output = run(&["set"], request.as_bytes());
        let code = refused(&output)["code"].clone();
        assert_eq!((output.status.code(), code), (Some(2), json!("REQUEST_MALFORMED")), "{request}");
    }
    assert_eq!(run(&["print"], b"").status.code(), Some(2));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let request = json!({"paper": "notice", "data": {}, "files": {"notice.typ": " ".repeat(300 << 10)}});
    assert_eq!(refused(&set(&request))["code"], "TOO_LARGE");
    assert_eq!(refused(&run(&["set"], &vec![b' '; (32 << 20) + 1]))["code"], "TOO_LARGE");
}
