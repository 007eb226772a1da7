//! The region that the name of a department states.

use crate::record::Region;

const PROVINCES: &[&str] = &[
    "河北省",
    "山西省",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "海南省",
    "四川省",
    "贵州省",
    "云南省",
    "陕西省",
    "甘肃省",
    "青海省",
    "台湾省",
    "内蒙古自治区",
    "广西壮族自治区",
    "西藏自治区",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
];

/// Cities with the rank of a province.
const MUNICIPALITIES: &[&str] = &["北京市", "天津市", "上海市", "重庆市"];

/// Prefixes of names before the region.
const PREFIXES: &[&str] = &[
    "中国共产党",
    "中共",
    "中国人民政治协商会议",
    "共青团",
    "国家税务总局",
    "政协",
    "民革",
    "民盟",
];

/// The region in a department's name; none if it states none.
pub(crate) fn region(name: &str) -> Option<Region> {
    let mut rest = name.trim();
    for prefix in PREFIXES {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    let mut region = Region::default();
    if let Some(province) = PROVINCES.iter().find(|province| rest.starts_with(*province)) {
        region.province = Some((*province).to_owned());
        rest = &rest[province.len()..];
    }
    if let Some(city) = MUNICIPALITIES.iter().find(|city| rest.starts_with(*city)) {
        region.province = Some((*city).to_owned());
    }
    if let Some((city, after)) = division(rest, &["市", "自治州", "地区", "盟"], 7) {
        region.city = Some(city.to_owned());
        rest = after;
    }
    if let Some((county, _)) = division(rest, &["区", "自治县", "县", "旗", "市"], 8) {
        region.county = Some(county.to_owned());
    }
    let found = region.province.is_some() || region.city.is_some() || region.county.is_some();
    found.then(|| Region { evidence: Some(name.trim().to_owned()), ..region })
}

/// Whether a text is only a region, such as the first line of a title: `甲市乙区`.
pub(crate) fn is_region(text: &str) -> bool {
    let text = text.trim();
    let ends = text.ends_with(['省', '市', '州', '县', '区', '旗']);
    ends && region(text).is_some_and(|region| {
        let parts = [&region.province, &region.city, &region.county];
        parts.iter().filter_map(|part| part.as_deref()).any(|part| text.ends_with(part))
    })
}

/// Whether a text holds two names without a separator: both begin with the same region, as two
/// offices that sign a letter do.
pub(crate) fn holds_two_names(text: &str) -> bool {
    let name = text.trim();
    let Some(region) = region(name) else { return false };
    let parts = [&region.province, &region.city, &region.county];
    let first = parts.into_iter().flatten().find(|part| name.starts_with(part.as_str()));
    first.is_some_and(|first| name[first.len()..].contains(first.as_str()))
}

/// Whether a text may name one administrative division of any rank: `乙州`, `丙县（省直管）`.
pub(crate) fn may_be_division(text: &str) -> bool {
    const ENDINGS: [&str; 13] =
        ["省", "市", "州", "盟", "地区", "县", "区", "旗", "镇", "乡", "街道", "兵团", "师"];
    const MAX_CHARS: usize = 10;
    let text = text.trim();
    let name = text.split(['(', '（']).next().unwrap_or(text).trim();
    let is_false = || FALSE_ENDINGS.iter().any(|ending| name.ends_with(ending));
    ENDINGS.iter().any(|ending| name.ends_with(ending))
        && (2..=MAX_CHARS).contains(&name.chars().count())
        && (!is_false() || name.ends_with("地区"))
        && !name.contains(|c| OFFICE.contains(c))
}

/// Endings of places that are no divisions.
const FALSE_ENDINGS: &[&str] =
    &["社区", "园区", "景区", "校区", "小区", "库区", "城市", "超市", "地区", "保护区", "市区"];
/// Characters of the names of offices.
const OFFICE: &str = "局委院办会厅部处所校学馆站队心";

/// An administrative division at the start of a text: at least two characters, ending in one of
/// `endings`, without a character that names an office.
fn division<'a>(text: &'a str, endings: &[&str], max_chars: usize) -> Option<(&'a str, &'a str)> {
    /// Zones with the rank of a district, whose names may be long.
    const ZONES: &[&str] = &["开发区", "新区", "示范区", "高新区"];
    const MAX_ZONE_CHARS: usize = 16;
    let is_area = endings.contains(&"地区");
    for (n, (at, c)) in text.char_indices().take(MAX_ZONE_CHARS).enumerate() {
        if OFFICE.contains(c) {
            return None;
        }
        let end = at + c.len_utf8();
        let name = &text[..end];
        let ends_with = |list: &[&str]| list.iter().any(|ending| name.ends_with(ending));
        let is_false = ends_with(FALSE_ENDINGS) && !(is_area && name.ends_with("地区"));
        let is_short = n < max_chars || ends_with(ZONES);
        if n >= 1 && is_short && ends_with(endings) && !is_false {
            return Some((name, &text[end..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{may_be_division, region};

    #[test]
    fn divisions_have_any_rank() {
        for name in ["甲市", "乙州", "丙县（省直管）", "丁地区", "戊街道"] {
            assert!(may_be_division(name), "{name}");
        }
        for name in ["甲县农业局", "乙小区", "数量", "丙大学"] {
            assert!(!may_be_division(name), "{name}");
        }
    }

    #[test]
    fn regions_are_read_from_names() {
        let check =
            |name: &str, province: Option<&str>, city: Option<&str>, county: Option<&str>| {
                let found = region(name).unwrap_or_default();
                let found =
                    (found.province.as_deref(), found.city.as_deref(), found.county.as_deref());
                assert_eq!(found, (province, city, county), "{name}");
            };
        check("湖北省甲州市档案馆", Some("湖北省"), Some("甲州市"), None);
        check("甲州市乙水区市场监督管理局", None, Some("甲州市"), Some("乙水区"));
        check("甲州市市场监督管理局", None, Some("甲州市"), None);
        check("中共甲州市委办公室", None, Some("甲州市"), None);
        check("甲州市城市管理执法局", None, Some("甲州市"), None);
        check("上海市乙水区教育局", Some("上海市"), Some("上海市"), Some("乙水区"));
        check("丙山县民政局", None, None, Some("丙山县"));
        check("甲州乙水经济技术开发区党工委办公室", None, None, Some("甲州乙水经济技术开发区"));
        check("甲州市乙水新区教育局", None, Some("甲州市"), Some("乙水新区"));
        check("民政局社区服务中心", None, None, None);
        check("水利部", None, None, None);
    }
}
