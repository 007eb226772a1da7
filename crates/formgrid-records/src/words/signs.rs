//! Parts of words that tell time and aspect. One pass finds all of them.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::template::Horizon;

/// What a part of a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    PartOfYear,
    /// It contains a month and is no part of the year.
    AcrossMonths,
    Prior,
    /// Something done.
    Done,
    /// What came of something done.
    Effect,
    /// A report on something.
    Account,
    Spent,
    Forecast,
    Plan,
    Estimate,
    Asks,
    Indicator,
    Goal,
    Arrived,
    /// The change of an amount, not an amount.
    Change,
    /// A judgement from outside.
    Review,
}

/// Whether a printed text may have [`Sign::PartOfYear`]. This spares most texts the search.
pub(crate) fn may_name_part_of_year(text: &str) -> bool {
    text.contains(['月', '季', '半', '监'])
}

/// The parts by what they tell. A part may tell several things.
const SIGNS: &[(Sign, &[&str])] = &[
    (Sign::PartOfYear, &["月", "季度", "半年", "监控期"]),
    (Sign::AcrossMonths, &["跨月"]),
    (
        Sign::Prior,
        &[
            "上年",
            "前年",
            "去年",
            "上一年",
            "历史",
            "近两年",
            "近三年",
            "往年",
            "以前年度",
            "近#年",
            "基期",
            "基线",
            "基数",
            "已有",
            "现有",
            "现状值",
            "初始值",
            "起始值",
        ],
    ),
    (Sign::Done, &["完成", "执行", "实现", "达成", "实际"]),
    (Sign::Effect, &["结果", "成效", "效果", "总结"]),
    (Sign::Account, &["情况", "综述", "结果", "说明", "效果"]),
    (Sign::Spent, &["支付", "支用", "实际", "执行"]),
    (Sign::Forecast, &["预计", "预期"]),
    (Sign::Plan, &["计划"]),
    (Sign::Estimate, &["预测", "预估", "估计"]),
    (Sign::Asks, &["是否", "能否", "可否"]),
    (Sign::Indicator, &["指标"]),
    (Sign::Goal, &["目标"]),
    (Sign::Arrived, &["到位"]),
    (Sign::Review, &["评价", "评估", "考核", "验收", "审计"]),
    (Sign::Change, &["增减", "调增", "调减", "变动", "差额"]),
];

/// The parts that name a horizon. The first of several counts.
const HORIZONS: &[(&str, Horizon)] = &[
    ("中长期", Horizon::MediumTerm),
    ("长期", Horizon::LongTerm),
    ("实施期", Horizon::LongTerm),
    ("实施周期", Horizon::LongTerm),
    ("项目周期", Horizon::LongTerm),
    ("三年", Horizon::LongTerm),
    ("五年", Horizon::LongTerm),
    ("全周期", Horizon::LongTerm),
    ("项目总", Horizon::LongTerm),
    ("中期", Horizon::MediumTerm),
    // A range of years: 2031—2033年.
    ("#-#年", Horizon::LongTerm),
    ("#—#年", Horizon::LongTerm),
    ("#至#年", Horizon::LongTerm),
    ("#年-#年", Horizon::LongTerm),
    ("#年—#年", Horizon::LongTerm),
    ("#年至#年", Horizon::LongTerm),
    ("年度", Horizon::Annual),
    ("当年", Horizon::Annual),
    ("本年", Horizon::Annual),
    ("全年", Horizon::Annual),
    ("年初", Horizon::Annual),
    ("年末", Horizon::Annual),
    ("#年", Horizon::Annual),
];

/// The signs in a folded word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signs {
    /// Bit set of [`Sign`].
    found: u32,
    /// Index of the first of [`HORIZONS`].
    horizon: Option<usize>,
}

impl Signs {
    /// Finds the signs of a folded word.
    pub(super) fn of(word: &str) -> Self {
        let mut signs = Self::default();
        let Some(matcher) = matcher() else { return signs };
        let n_horizons = HORIZONS.len();
        for found in matcher.find_overlapping_iter(word) {
            let at = found.pattern().as_usize();
            if at < n_horizons {
                signs.horizon = Some(signs.horizon.map_or(at, |first| first.min(at)));
            } else if let Some(sign) = sign_of(at - n_horizons) {
                signs.found |= 1 << sign as u32;
            }
        }
        signs
    }

    pub(super) fn has(&self, sign: Sign) -> bool {
        self.found & 1 << sign as u32 != 0
    }

    /// The horizon that the word names.
    pub(super) fn horizon(&self) -> Option<Horizon> {
        self.horizon.and_then(|at| HORIZONS.get(at)).map(|&(_, horizon)| horizon)
    }
}

/// What the part with a number among those of [`SIGNS`] tells.
fn sign_of(mut at: usize) -> Option<Sign> {
    for (sign, parts) in SIGNS {
        if at < parts.len() {
            return Some(*sign);
        }
        at -= parts.len();
    }
    None
}

/// The parts of [`HORIZONS`], then those of [`SIGNS`]; none if they exceed the limits of the library,
/// which a test rules out.
fn matcher() -> Option<&'static AhoCorasick> {
    static MATCHER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let horizons = || HORIZONS.iter().map(|(part, _)| *part);
    let signs = || SIGNS.iter().flat_map(|(_, parts)| parts.iter().copied());
    MATCHER.get_or_init(|| AhoCorasick::new(horizons().chain(signs())).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::{HORIZONS, SIGNS, Sign, Signs, may_name_part_of_year};

    #[test]
    fn each_part_tells_its_sign() {
        for (sign, parts) in SIGNS {
            for part in *parts {
                assert!(*sign != Sign::PartOfYear || may_name_part_of_year(part), "{part}");
                assert!(Signs::of(&format!("某{part}某")).has(*sign), "{part}");
            }
        }
        for (part, horizon) in HORIZONS {
            assert_eq!(Signs::of(part).horizon(), Some(*horizon), "{part}");
        }
        assert!(!Signs::of("名称").has(Sign::Done));
    }

    #[test]
    fn parts_may_overlap_and_the_first_horizon_counts() {
        let signs = Signs::of("年度执行结果");
        assert!(
            [Sign::Done, Sign::Spent, Sign::Effect, Sign::Account].iter().all(|&s| signs.has(s))
        );
        assert_eq!(Signs::of("年度中长期").horizon(), Signs::of("中长期").horizon());
    }
}
