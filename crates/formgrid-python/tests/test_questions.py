"""Runs the SQL of `docs/queries.md` on two years of two departments."""

import re
from decimal import Decimal

import duckdb
import formgrid
import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def questions():
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    return re.findall(r"```sql\n(.*?)```", page, re.DOTALL)


@pytest.fixture(scope="module")
def ask(form, questions, tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    documents = folder / "in"
    documents.mkdir()
    now = form.read_text(encoding="gbk")
    before = now.replace("2025年", "2024年").replace("92%", "86%").replace("103场", "90场")
    (documents / "2025.html").write_text(now, encoding="gbk")
    (documents / "2024.html").write_text(before, encoding="gbk")
    # The same form in another medium is counted once.
    (documents / "2025.docx").write_bytes((form.with_suffix(".docx")).read_bytes())
    (documents / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    formgrid.extract(documents, folder / "out", parquet=True)

    def run(number):
        return duckdb.sql(questions[number].replace("'out/", f"'{folder}/out/")).fetchall()

    return run


def test_there_are_five(questions):
    assert len(questions) == 5


def test_targets_of_one_dimension_by_department_and_year(ask):
    rows = ask(0)
    assert ("南沅市清荷县应急管理局", 2024, "安全宣讲计划数", "=", 90.0, "场") in rows
    assert ("南沅市清荷县应急管理局", 2025, "安全宣讲计划数", "=", 103.0, "场") in rows
    assert ("南沅市清荷县卫生健康局", 2025, "急救站点值守规模", "≥", 318.0, "天") in rows
    assert rows == sorted(rows)
    assert len(rows) == len(set(rows)) == 6


def test_change_from_year_to_year(ask):
    rows = ask(1)
    assert rows[0] == ("南沅市清荷县应急管理局", "安全宣讲计划数", 2025, 90.0, 103.0, "场", 14.4)
    changed = {row[1] for row in rows if row[-1] != 0}
    assert changed == {"安全宣讲计划数", "避灾点设备维护及时率"}
    assert len(rows) > 10


def test_missed_targets(ask):
    rows = ask(2)
    assert ("南沅市清荷县卫生健康局", 2025, "带动卫健相关投入", "≥177万元", "163万元") in rows
    assert all("安全宣讲计划数" not in row for row in rows)


def test_budget_against_outturn(ask):
    rows = ask(3)
    assert rows[0] == (
        "南沅市清荷县卫生健康局",
        2024,
        "家庭医生签约服务经费",
        Decimal("12.51"),
        Decimal("10.26"),
        "万元",
        0.82,
    )
    assert len(rows) == 4


def test_documents_that_need_a_look(ask):
    rows = {row[0]: row[1:] for row in ask(4)}
    assert rows["broken.docx"][0] == "failed"
    assert rows["broken.docx"][1].startswith("read/")
