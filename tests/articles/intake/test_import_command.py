"""The command as an operator runs it: one object a file, exit codes, folders."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article

pytestmark = pytest.mark.django_db
KEYS = (
    "file status slug title script lead sections references disclaimer dropped repairs metadata"
    " products trials warnings"
).split()


def run(*arguments: object) -> list[dict]:
    out = io.StringIO()
    call_command("import_articles", *map(str, arguments), "--json", stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def write(path: Path, title: str) -> Path:
    path.write_text(
        f"{title}\n一、来源\n细胞取自骨髓，也有取自脂肪的。\n二、用途\n用途要看登记资料。\n", encoding="utf-8"
    )
    return path


def test_an_object_a_file_with_the_keys_of_the_contract(tmp_path: Path):
    objects = run(write(tmp_path / "a.txt", "骨髓来源的细胞"), write(tmp_path / "b.md", "脂肪来源的细胞"))
    assert [(o["status"], o["title"]) for o in objects] == [
        ("created", "骨髓来源的细胞"),
        ("created", "脂肪来源的细胞"),
    ]
    assert [list(o) for o in objects] == [KEYS, KEYS]
    assert objects[0]["script"] == "zh-Hans"
    assert [(s["level"], s["heading"]) for s in objects[0]["sections"]] == [(1, "一、来源"), (1, "二、用途")]


def test_of_a_folder_all_that_can_be_read(tmp_path: Path):
    write(tmp_path / "b.txt", "脂肪来源的细胞")
    write(tmp_path / "a.md", "骨髓来源的细胞")
    (tmp_path / "notes.xyz").write_text("其他", encoding="utf-8")
    assert [Path(o["file"]).name for o in run(tmp_path)] == ["a.md", "b.txt"]


def test_one_bad_file_fails_and_the_others_are_imported(tmp_path: Path, capsys):
    good, bad = write(tmp_path / "a.txt", "骨髓来源的细胞"), tmp_path / "bad.txt"
    bad.write_bytes(b"")
    with pytest.raises(SystemExit) as caught:
        call_command("import_articles", str(good), str(bad), "--json", stderr=io.StringIO())
    assert caught.value.code == 1
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(o["status"], o["title"], o["script"]) for o in objects] == [
        ("created", "骨髓来源的细胞", "zh-Hans"),
        ("failed", "", None),
    ]
    assert Article.objects.count() == 1


def test_nothing_to_import_is_bad_usage(tmp_path: Path):
    with pytest.raises(CommandError, match="没有找到可导入的文件") as caught:
        run(tmp_path)
    assert caught.value.returncode == 2
