//! Runs the real binary on generated documents.

#![allow(clippy::allow_attributes, reason = "an expectation fails in the files that use all of it")]
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

pub(crate) mod score;
pub(crate) mod walk;

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Finished {
    pub(crate) fn new(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts the exit code, showing the output on failure.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stderr:\n{}\nstdout:\n{}", self.stderr, self.stdout);
        self
    }

    /// Asserts that standard error contains all of these texts.
    #[track_caller]
    pub(crate) fn reports(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "no {text:?} in stderr:\n{}", self.stderr);
        }
        self
    }
}

/// A temporary folder in which the command runs.
#[derive(Debug)]
pub(crate) struct TestDir {
    folder: TempDir,
}

impl TestDir {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, creating its parent folders.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The command, without the user's settings.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_formgrid"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("FORMGRID_") {
                command.env_remove(name);
            }
        }
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Finished {
        Finished::new(self.command(args).output().unwrap())
    }

    /// The lines of a file of JSON Lines.
    #[track_caller]
    pub(crate) fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// All records of a run: those of the departments, sorted by file, then the unassigned.
    pub(crate) fn records(&self, out: &str) -> Vec<Value> {
        let mut names: Vec<String> = files(&self.path(out))
            .into_iter()
            .filter(|name| name.starts_with("departments/"))
            .collect();
        names.push("unassigned.jsonl".to_owned());
        names.iter().flat_map(|name| self.lines(&format!("{out}/{name}"))).collect()
    }

    /// The line of `sources.jsonl` for a source.
    #[track_caller]
    pub(crate) fn source(&self, out: &str, path: &str) -> Value {
        let lines = self.lines(&format!("{out}/sources.jsonl"));
        let line = lines.into_iter().find(|line| line["path"] == path);
        line.unwrap_or_else(|| panic!("no line for {path}"))
    }
}

/// The files below a folder, by their paths from it, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(folder).unwrap();
                names.push(below.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    names.sort();
    names
}

/// Rows as a dump of one cell a line prints them.
pub(crate) fn cell_per_line(rows: &[&[&str]]) -> String {
    let row = |cells: &&[&str]| cells.iter().map(|cell| format!("\t{cell}\n")).collect::<String>();
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// An invented form of a department as a dump prints it, with five indicators.
pub(crate) fn form(department: &str) -> String {
    let rows: &[&[&str]] = &[
        &["部门（单位）\n名称", department],
        &["填报人", "林一帆", "联系电话", "0000-1234567"],
        &["部门总体\n资金情况", "总体资金情况", "当年金额", "占比", "近两年收支金额"],
        &["", "", "", "", "2029年", "2030年"],
        &["", "收入\n构成", "财政拨款", "320.50", "100.00%", "301.20", "315.00"],
        &["", "", "财政专户管理资金", "0", "0", "0", "0"],
        &["", "", "单位资金", "0", "0", "0", "0"],
        &["", "", "合  计", "320.50", "100.00%", "301.20", "315.00"],
        &["", "支出\n构成", "人员类项目支出", "200.50", "62.56%", "190.20", "195.00"],
        &["", "", "运转类项目支出", "70.00", "21.84%", "66.00", "70.00"],
        &["", "", "特定目标类项目支出", "50.00", "15.60%", "45.00", "50.00"],
        &["", "", "合  计", "320.50", "100.00%", "301.20", "315.00"],
        &["部门职能概述", "1.管理全县渡口和码头。\n2.培训船员，检查渡船。"],
        &["年度工作任务", "完成渡船检验，修缮东渡码头。"],
        &["长期目标（截止 2034年）", "建成安全便民的渡运体系。"],
        &[
            "长期绩效\n指标",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "指标值确定依据",
            "指标分类",
        ],
        &["", "履职效能", "渡运安全", "渡船检验率", "≥98%", "计划标准", "绩效基本型"],
        &["", "满意度", "服务对象满意度", "乘客满意度", "≥95%", "计划标准", "绩效基本型"],
        &["年度目标", "全年渡运无责任事故。"],
        &[
            "年度绩效\n指标",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "指标值确定依据",
            "指标分类",
        ],
        &["", "", "", "", "近两年指标值", "预期当年实现值", "", ""],
        &["", "", "", "", "2029年", "2030年", "", "", ""],
        &["", "履职效能", "渡运安全", "渡船检验率", "97%", "98%", "≥98%", "计划标准", "绩效基本型"],
        &["", "", "", "修缮码头数量", "1座", "2座", "≥3座", "计划标准", "绩效基本型"],
        &[
            "",
            "满意度",
            "服务对象满意度",
            "乘客满意度",
            "94%",
            "95%",
            "≥95%",
            "历史标准",
            "绩效基本型",
        ],
    ];
    let head = "部门整体绩效目标申报表\n填报日期：2031 年 01 月 15 日                单位：万元\n";
    format!("{head}{}", cell_per_line(rows))
}

/// A dump whose table no template and no header word explains.
pub(crate) fn unknown_table() -> String {
    let rows: &[&[&str]] = &[
        &["品种", "产地", "花期"],
        &["山茶", "南坡", "二月"],
        &["杜鹃", "北坡", "四月"],
        &["桂花", "溪边", "九月"],
    ];
    format!("植物名录\n{}", cell_per_line(rows))
}
