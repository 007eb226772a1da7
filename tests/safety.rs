//! File system, terminal and network: document content reaches them only as text of files below the
//! output folder.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[path = "support/mod.rs"]
mod support;

use std::{fs, io, net::TcpListener, path::Path, process::Command};

use formgrid_testkit::{docx, package_of, zip_of};

use self::support::{TestDir, files, form};

/// All files in a test folder, by name.
fn contents(dir: &TestDir) -> Vec<(String, Vec<u8>)> {
    let names = files(&dir.path(""));
    names.into_iter().map(|name| (name.clone(), fs::read(dir.path(&name)).unwrap())).collect()
}

/// Department names that are not valid file names, with those that must not share a file.
const NAMES: [&str; 14] = [
    "../../外面局",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "..",
    "con",
    "NUL.jsonl",
    "aux 局",
    "水\u{202e}利\u{200b}局",
    "财政局\u{0}.txt",
    "ABC局",
    "abc局",
    "局 ",
    "~$局",
    "-rf",
];

#[test]
fn no_name_of_a_department_leads_out_of_the_output() {
    let dir = TestDir::new();
    for (number, name) in NAMES.iter().enumerate() {
        dir.put(&format!("in/{number}.txt"), form(name));
    }
    dir.put("in/long.txt", form(&format!("青石市{}局", "很长的名字".repeat(100))));
    let before = contents(&dir);
    dir.run(&["extract", "in", "-o", "out"]).exits(0);
    let after = contents(&dir);
    let inside: Vec<&str> = after
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| name.starts_with("out/"))
        .collect();
    let rest: Vec<_> =
        after.iter().filter(|(name, _)| !name.starts_with("out/")).cloned().collect();
    assert_eq!(
        rest, before,
        "a run writes below its output alone and leaves its inputs as they were"
    );
    let written = ["unassigned", "sources", "diagnostics"].map(|name| format!("out/{name}.jsonl"));
    let mut folded = Vec::new();
    for name in inside {
        let Some(file) = name.strip_prefix("out/departments/") else {
            assert!(name == "out/run.json" || written.iter().any(|known| known == name), "{name}");
            continue;
        };
        assert!(file.len() <= 200 && file.ends_with(".jsonl"), "{file}");
        assert!(!file.contains(['/', '\\', ':', '\u{202e}', '\u{200b}', '\u{0}']), "{file}");
        assert!(!file.starts_with('.') && !file.to_lowercase().starts_with("con."), "{file}");
        folded.push(file.to_lowercase());
    }
    let n = folded.len();
    folded.dedup();
    assert!(n > 2 && folded.len() == n, "{folded:?}");
}

#[test]
fn names_that_normalise_to_one_are_one_department() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("青石市水利局(本级)"));
    dir.put("in/b.txt", form("青石市水利局（本级）"));
    dir.put("in/c.txt", form("青石市 水利局（本级）"));
    dir.run(&["extract", "in", "-o", "out"]).exits(0);
    assert_eq!(files(&dir.path("out/departments")).len(), 1);
}

#[test]
fn entries_of_archives_are_not_written() {
    let dir = TestDir::new();
    let document = form("青石县渡口管理所").into_bytes();
    let archive = zip_of(&[
        ("../../evil.txt", &document),
        ("/tmp/evil.txt", &document),
        ("C:\\evil.txt", &document),
        ("a/b.txt", &document),
    ]);
    dir.put("in/outer.zip", archive);
    let before = contents(&dir);
    let code = dir.run(&["extract", "in", "-o", "out"]).code;
    assert!(matches!(code, Some(0 | 1)), "{code:?}");
    let (out, rest): (Vec<_>, Vec<_>) =
        contents(&dir).into_iter().partition(|(name, _)| name.starts_with("out/"));
    assert_eq!(rest, before);
    assert!(
        out.iter().all(|(name, _)| !name.contains("evil") && !name.contains("b.txt")),
        "{out:?}"
    );
    assert!(!Path::new("/tmp/evil.txt").exists());
}

/// Escape sequences, C1 controls and bidirectional controls.
const CONTROLS: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{8}\u{7f}\u{202e}\u{2066}\u{61c}";

#[test]
fn no_control_character_reaches_the_terminal() {
    let dir = TestDir::new();
    let dump = form(&format!("青石县{CONTROLS}渡口管理所")).replace("渡船检验率", CONTROLS);
    dir.put("a.txt", format!("{dump}\n末尾{CONTROLS}\n"));
    dir.put("bad.txt", b"PK\x03\x04 \x1b[2J");
    #[cfg(unix)]
    dir.put(&format!("{CONTROLS}.bin"), b"\x7fELF\x00\x00\x01");
    let runs: [&[&str]; 5] = [
        &["extract", ".", "-o", "out", "--audit"],
        &["tables", "a.txt", "--format", "text"],
        &["inspect", "a.txt"],
        &["templates", "explain", "a.txt"],
        &["inspect", "bad.txt"],
    ];
    for args in runs {
        let finished = dir.run(args);
        let shown = format!("{}{}", finished.stdout, finished.stderr);
        let is_bad =
            |c: &char| (c.is_control() && *c != '\n') || "\u{202e}\u{2066}\u{61c}".contains(*c);
        assert_eq!(shown.chars().find(is_bad), None, "{args:?}: {shown:?}");
    }
}

/// Documents that refer to a server and to a file.
fn documents_with_references(server: &str, file: &str) -> Vec<(&'static str, Vec<u8>)> {
    let link = |number: usize, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"e{number}\" TargetMode=\"External\" Target=\"{target}\" Type=\"\
             http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\"/>"
        )
    };
    let kinds =
        ["image", "attachedTemplate", "subDocument", "hyperlink", "header", "styles", "aFChunk"];
    let links: String = (0..)
        .zip(kinds)
        .flat_map(|(n, kind)| [link(2 * n, kind, server), link(2 * n + 1, kind, file)])
        .collect();
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}\
         </Relationships>"
    );
    let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let entities = format!(
        "<!DOCTYPE d [<!ENTITY s SYSTEM \"{server}\"><!ENTITY f SYSTEM \"{file}\"><!ENTITY % p SYSTEM \
         \"{server}\"> %p;]>"
    );
    let body = format!(
        "{entities}<w:document xmlns:w=\"{word}\"><w:body><w:p><w:r><w:t>正文&s;&f;</w:t></w:r></w:p>\
         <w:subDoc w:id=\"e4\"/><w:altChunk w:id=\"e12\"/></w:body></w:document>"
    );
    let page = format!(
        "<html><head><link rel=stylesheet href=\"{server}\"><base href=\"{server}\"><meta \
         http-equiv=refresh content=\"0;url={server}\"><script src=\"{server}\"></script></head><body>\
         正文<img src=\"{server}\"><iframe src=\"{file}\"></iframe><object data=\"{file}\"></object>\
         <embed src=\"{file}\"></body></html>"
    );
    let spreadsheet = format!(
        "{entities}<office:doc><table:table table:name=\"表\"><table:table-source xlink:href=\"{file}\"/>\
         <table:table-row><table:table-cell><text:p>正文&f;</text:p></table:table-cell></table:table-row>\
         </table:table></office:doc>"
    );
    let workbook = format!(
        "<?xml version=\"1.0\"?>{entities}<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Worksheet><Table><Row><Cell><Data>正文&f;</Data></Cell></Row></Table></Worksheet></Workbook>"
    );
    let pdf = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI({server})>>>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox\
         [0 0 99 99]/Contents 4 0 R>>endobj\n4 0 obj<</Length 0/F({file})>>stream\n\nendstream endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF\n"
    );
    let mut parts = package_parts(&body);
    parts.push(("word/_rels/document.xml.rels", links.into_bytes()));
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, b)| (*name, b.as_slice())).collect();
    vec![
        ("links.docx", zip_of(&parts)),
        ("entities.docx", package_of(body.as_bytes(), &[])),
        ("field.docx", docx(&field(server, file), &[])),
        ("page.html", page.into_bytes()),
        (
            "sheet.ods",
            zip_of(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", spreadsheet.as_bytes()),
            ]),
        ),
        ("workbook.xls", workbook.into_bytes()),
        ("remote.pdf", pdf.into_bytes()),
        ("dump.txt", format!("\t{server}\n\t{file}\n").into_bytes()),
    ]
}

/// The network system calls, if they can be traced on this machine.
fn calls_of_the_network(dir: &TestDir) -> String {
    let trace = dir.path("trace.txt");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o"]).arg(&trace);
    command
        .arg(env!("CARGO_BIN_EXE_formgrid"))
        .args(["extract", "in", "-o", "traced", "--jobs", "2"]);
    let _ = command.current_dir(dir.path("")).output();
    let calls = fs::read_to_string(trace).unwrap_or_default();
    // Socket pairs stay within the process.
    calls.lines().filter(|line| !line.contains("socketpair")).collect()
}

fn package_parts(body: &str) -> Vec<(&'static str, Vec<u8>)> {
    let office =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let main = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{office}\" Target=\"word/document.xml\"/></Relationships>"
    );
    vec![("_rels/.rels", main.into_bytes()), ("word/document.xml", body.as_bytes().to_vec())]
}

/// Fields that a word processor fills from external data.
fn field(server: &str, file: &str) -> String {
    let field =
        |instruction: String| format!("<w:p><w:fldSimple w:instr=\"{instruction}\"/></w:p>");
    let fields =
        [format!("INCLUDETEXT {file}"), format!("INCLUDEPICTURE {server}"), "DDEAUTO c".into()];
    fields.map(field).concat()
}

#[test]
fn no_reference_is_followed() {
    let dir = TestDir::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let server = format!("http://{}/x", listener.local_addr().unwrap());
    let canary = "金丝雀的歌声";
    let file = format!("file://{}", dir.put("elsewhere/canary.txt", canary).display());
    for (name, bytes) in documents_with_references(&server, &file) {
        dir.put(&format!("in/{name}"), bytes);
        for command in ["inspect", "tables"] {
            let shown = dir.run(&[command, &format!("in/{name}")]).stdout;
            assert!(!shown.contains(canary), "{command} {name}");
        }
    }
    let code = dir.run(&["extract", "in", "-o", "out"]).code;
    assert!(matches!(code, Some(0 | 1)), "{code:?}");
    for name in files(&dir.path("out")) {
        let text = fs::read_to_string(dir.path(&format!("out/{name}"))).unwrap();
        assert!(!text.contains(canary), "{name}");
    }
    assert_eq!(calls_of_the_network(&dir), "");
    let connection = listener.accept().map_err(|error| error.kind());
    assert_eq!(connection.err(), Some(io::ErrorKind::WouldBlock), "something connected");
}
