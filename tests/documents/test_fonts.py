import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from documents import fonts
from documents.pdf import house_css

FREE = frozenset({"FandolFang", "Noto Serif CJK SC", "Noto Sans CJK SC", "LXGW WenKai"})


def test_nothing_is_missing_with_the_fonts_of_set_up():
    assert fonts.missing_fonts(FREE) == []


def test_every_role_without_a_font_is_named_with_what_would_do():
    missing = fonts.missing_fonts(FREE - {"LXGW WenKai"})

    assert len(missing) == 1
    assert "楷体" in missing[0]
    assert "LXGW WenKai" in missing[0]


def test_without_any_font_all_five_roles_are_missing():
    assert len(fonts.missing_fonts(frozenset())) == 5


def test_free_fonts_are_reported_as_substitutes():
    assert fonts.substituted_fonts(FREE) == {
        "仿宋": ("FandolFang", ("仿宋_GB2312", "FangSong")),
        "小标宋": ("Noto Serif CJK SC", ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK")),
        "黑体": ("Noto Sans CJK SC", ("SimHei",)),
        "楷体": ("LXGW WenKai", ("楷体_GB2312", "KaiTi")),
        "宋体": ("Noto Serif CJK SC", ("SimSun",)),
    }


def test_the_sites_own_fonts_come_first_and_are_no_substitutes():
    families = FREE | {"仿宋_GB2312", "方正小标宋简体", "SimHei", "KaiTi", "SimSun"}

    assert fonts.substituted_fonts(families) == {}
    assert fonts.chosen_fonts(families)["仿宋"] == "仿宋_GB2312"


@pytest.mark.parametrize(("families", "weight"), [(FREE, "700"), (FREE | {"方正小标宋简体"}, "400")])
def test_titles_are_bold_only_in_a_font_that_has_a_bold_face(families, weight):
    assert fonts.css_variables(families)["--title-weight"] == weight


def test_house_sheet_has_all_its_fonts_filled_in(css):
    assert "var(" not in css
    assert '"FandolFang", "Zhuque Fangsong"' in css
    assert house_css() == css


def test_fontconfig_file_names_our_directories_and_is_written_once(settings, tmp_path):
    settings.DATA_ROOT, settings.FONT_ROOT = tmp_path / "var", tmp_path / "字体 & 其他"

    path = fonts.fontconfig_file()
    written = path.stat().st_mtime_ns
    named = [place.text for place in ElementTree.parse(path).iter("dir")]

    assert path.is_relative_to(tmp_path / "var")
    assert named == [str(tmp_path / "字体 & 其他"), *fonts.SYSTEM_DIRECTORIES]
    assert fonts.fontconfig_file().stat().st_mtime_ns == written


def test_without_fc_list_no_font_is_known(monkeypatch):
    monkeypatch.setattr(fonts.shutil, "which", lambda _name: None)

    assert fonts.installed_families() == frozenset()


def test_installed_families_are_what_fc_list_says(monkeypatch, settings, tmp_path):
    settings.DATA_ROOT = tmp_path
    monkeypatch.setattr(fonts.shutil, "which", lambda _name: "/bin/fc-list")
    answer = subprocess.CompletedProcess([], 0, "LXGW WenKai,霞鹜文楷\nSimSun,宋体\n".encode(), b"")
    monkeypatch.setattr(fonts.subprocess, "run", lambda *args, **kwargs: answer)

    assert {"LXGW WenKai", "霞鹜文楷", "SimSun", "宋体"} <= fonts.installed_families()
    assert Path(tmp_path / "cache" / "fontconfig" / "fonts.conf").exists()
