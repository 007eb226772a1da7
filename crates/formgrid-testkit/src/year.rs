//! A year's archive: forms in six formats with varied names, and the damaged, encrypted and
//! mislabelled files and hanging documents that every archive has.
//!
//! The archive is reproducible, so that runs over it can be compared.

use std::{
    fs,
    io::{self, Cursor, Read as _, Write as _},
    path::Path,
};

use zip::{DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{corpus_dir, printed};

/// One in this many documents is bad.
const BAD_OF: usize = 50;

/// One in this many folders is a zip archive.
const ZIP_OF: usize = 5;

/// Documents per folder.
const PER_FOLDER: usize = 20;

/// The expected result of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedResult {
    /// It is read.
    Read,
    /// It fails or is unsupported.
    Fails,
    /// It times out. Workers must have test hooks enabled.
    Hangs,
}

/// A document of the archive.
#[derive(Debug, Clone)]
pub struct YearDocument {
    /// Its path in the output.
    pub path: String,
    /// Its expected result.
    pub expected: ExpectedResult,
    bytes: Vec<u8>,
}

/// The forms: those of the corpus available in all media, and printed ones.
#[derive(Debug)]
pub struct Year {
    forms: Vec<Form>,
}

/// One form in one medium.
#[derive(Debug, Clone)]
struct Form {
    ending: String,
    /// The document; empty if it is generated for each set of names.
    bytes: Vec<u8>,
}

impl Year {
    /// Reads the forms.
    pub fn new() -> io::Result<Self> {
        let mut forms = Vec::new();
        let mut folders: Vec<_> =
            fs::read_dir(corpus_dir().join("media"))?.collect::<Result<Vec<_>, _>>()?;
        folders.sort_by_key(fs::DirEntry::path);
        for ending in ["docx", "html", "txt", "xlsx"] {
            for folder in &folders {
                let bytes = fs::read(folder.path().join("form").with_extension(ending))?;
                // Names in a differently encoded text are not found.
                if bytes.starts_with(b"PK") || std::str::from_utf8(&bytes).is_ok() {
                    forms.push(Form { ending: ending.to_owned(), bytes });
                }
            }
        }
        let n_each = folders.len();
        for ending in ["pdf", "xls"] {
            let printed = Form { ending: ending.to_owned(), bytes: Vec::new() };
            forms.extend(std::iter::repeat_n(printed, n_each));
        }
        Ok(Self { forms })
    }

    /// Writes an archive of `n` documents below a folder and returns their expected results.
    pub fn write(&self, folder: &Path, n: usize) -> io::Result<Vec<YearDocument>> {
        let all: Vec<usize> = (0..n).collect();
        let mut documents = Vec::with_capacity(n);
        for (number, numbers) in all.chunks(PER_FOLDER).enumerate() {
            let some = numbers.iter().map(|number| self.document(*number));
            let mut some = some.collect::<io::Result<Vec<_>>>()?;
            let name = format!("{}市-{number:04}", city(number));
            if number % ZIP_OF == ZIP_OF - 1 {
                fs::create_dir_all(folder)?;
                fs::write(folder.join(format!("{name}.zip")), zip(&some, number)?)?;
                some.iter_mut()
                    .for_each(|document| document.path = format!("{name}.zip!/{}", document.path));
            } else {
                fs::create_dir_all(folder.join(&name))?;
                for document in &mut some {
                    document.path = format!("{name}/{}", document.path);
                    fs::write(folder.join(&document.path), &document.bytes)?;
                }
            }
            // Only the names are needed from here on.
            some.iter_mut().for_each(|document| document.bytes = Vec::new());
            documents.append(&mut some);
        }
        Ok(documents)
    }

    fn document(&self, number: usize) -> io::Result<YearDocument> {
        let form = &self.forms[number % self.forms.len()];
        let mut bytes = match form.ending.as_str() {
            "pdf" => printed::pdf(&city(number), number),
            "xls" => printed::xls(&city(number), number),
            _ => renamed(form, number)?,
        };
        let mut ending = form.ending.clone();
        let expected = if number % BAD_OF == BAD_OF / 2 {
            spoil(number / BAD_OF, number, &mut bytes, &mut ending)
        } else {
            // Text in another encoding counts as another medium.
            if ending == "txt" && number.is_multiple_of(2) {
                bytes = utf16(&bytes);
            }
            ExpectedResult::Read
        };
        Ok(YearDocument { path: format!("附件{number:06}.{ending}"), expected, bytes })
    }
}

/// Spoils a document in one of four ways.
fn spoil(way: usize, number: usize, bytes: &mut Vec<u8>, ending: &mut String) -> ExpectedResult {
    match way % 4 {
        0 => {
            "docx".clone_into(ending);
            bytes.splice(
                ..,
                [&b"PK\x03\x04"[..], &[0; 26], b"word/", number.to_string().as_bytes()].concat(),
            );
            ExpectedResult::Fails
        }
        1 => {
            let name: Vec<u8> =
                "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
            bytes.splice(.., [ole, name.as_slice(), number.to_string().as_bytes()].concat());
            ExpectedResult::Fails
        }
        2 => {
            "xlsx".clone_into(ending);
            bytes.splice(.., [b"\x89PNG\r\n\x1a\n", number.to_string().as_bytes()].concat());
            ExpectedResult::Fails
        }
        _ => {
            bytes.splice(.., format!("formgrid-test-hook: loop {number}").into_bytes());
            ExpectedResult::Hangs
        }
    }
}

/// A form with replaced place names.
fn renamed(form: &Form, number: usize) -> io::Result<Vec<u8>> {
    if !form.bytes.starts_with(b"PK") {
        return Ok(replaced(&form.bytes, number));
    }
    let mut archive = ZipArchive::new(Cursor::new(form.bytes.as_slice()))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // Forms without place names would be identical.
    writer.set_comment(number.to_string())?;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        let is_xml = name.ends_with(".xml");
        writer.start_file(name, options())?;
        writer.write_all(&if is_xml { replaced(&bytes, number) } else { bytes })?;
    }
    Ok(writer.finish()?.into_inner())
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().last_modified_time(DateTime::default())
}

/// First characters of place names.
const FIRST: [char; 20] = [
    '东', '南', '西', '北', '青', '白', '清', '长', '平', '安', '金', '石', '江', '山', '云', '龙',
    '新', '永', '高', '大',
];

/// Second characters of place names.
const SECOND: [char; 20] = [
    '河', '溪', '湖', '岭', '峰', '原', '林', '桥', '岩', '港', '阳', '川', '坪', '塘', '滩', '沙',
    '泉', '屏', '洲', '浦',
];

fn city(number: usize) -> String {
    [FIRST[number % 20], SECOND[number / 20 % 20]].iter().collect()
}

/// The text with every city and county renamed.
fn replaced(bytes: &[u8], number: usize) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for known in ["澄岭", "南沅", "北屿", "阳湾", "鹤汀"] {
        text = text.replace(&format!("{known}市"), &format!("{}市", city(number)));
    }
    let county = city(number / 400 + 7);
    for known in ["白鹭区", "桐川区", "禾谷镇", "清荷县", "临岳区"] {
        let kind: String = known.chars().skip(2).collect();
        text = text.replace(known, &format!("{county}{kind}"));
    }
    text.into_bytes()
}

fn utf16(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// A zip archive of documents. Every other one encodes names as old programs do.
fn zip(documents: &[YearDocument], number: usize) -> io::Result<Vec<u8>> {
    let is_old = number % (2 * ZIP_OF) == ZIP_OF - 1;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for document in documents {
        // The placeholder has the length of the GBK name, two bytes per character.
        let name =
            if is_old { document.path.replace("附件", "~~~~") } else { document.path.clone() };
        writer.start_file(name, options())?;
        writer.write_all(&document.bytes)?;
    }
    let mut bytes = writer.finish()?.into_inner();
    if is_old {
        for at in 0..bytes.len().saturating_sub(10) {
            let is_name = bytes[at..].starts_with(b"~~~~")
                && bytes[at + 4..at + 10].iter().all(u8::is_ascii_digit);
            if is_name {
                bytes[at..at + 4].copy_from_slice(b"\xb8\xbd\xbc\xfe");
            }
        }
    }
    Ok(bytes)
}
