"""Make words.txt and seams.txt again: `python build.py WORDLIST [SEGMENTED_CORPUS]`; see README.md beside it.

WORDLIST: jieba's dict.txt (word, frequency, part of speech). SEGMENTED_CORPUS: one sentence a line, words with spaces
between, `/tag` after a word allowed. Needs the opencc_dict tool, which comes with the opencc package.
"""

from __future__ import annotations

import collections
import math
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import opencc

HERE = Path(__file__).parent
CLIB = Path(opencc.__file__).with_name("clib")
PHRASE_FILES = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases")
PERSONS = ("nr", "nrfg", "nrt")
LEAST_FREQUENT_ADDED, LEAST_FREQUENT_CUT, KEPT = 100, 200, 30_000
# A phrase this frequent keeps its last character, unless the corpus speaks for the other cut.
SAFE_PHRASE = 2000
# Hair in medical texts is likelier than the word list believes: 毛发生长 is 毛髮|生長.
KEEP_WHOLE = frozenset("毛发 脱发 植发 须发 染发 白发 理发 若干 只能 只有 并发 合并 复发".split())
# What follows a word that is no phrase of OpenCC may be read with what comes after it, if it is one of these.
AMBIGUOUS = frozenset(
    "干后里面发复系制准征症钟于范并志采松谷台托借尽余游周注只几出签了折曲板表当云致布占升克回困蒙辟苏涂烟郁欲御扎姜伙历念脏冲愈"
)
# Words of the field that the list of everyday words has too seldom, or not at all; 0: no words.
FIELD = {
    30000: "系统",
    20000: "干细胞 发现 发生",
    9000: "表达",
    5000: "制剂 制备 外泌体 间充质 表面 症状",
    3000: "阐明 复发 后续 制药 发病 发育 发作 干预 干扰 采集 合并",
    2000: "表型 并发症 发热 干扰素 适应症 致病 游离 复合",
    1500: "复查 面部 并发 干燥",
    1200: "复苏",
    1000: "征象 致癌",
    800: "制程 表征 发炎 复位 松弛",
    600: "脑干 药剂",
    500: "征程 系膜",
    300: "谷氨酸",
    200: "云端",
    100: "卷积",
    0: "受干 秃发",
}


def main(word_list: str, corpus: str | None = None) -> None:
    frequency, kinds = read_words(word_list)
    phrases = stock_phrases()
    added = [
        word
        for word, count in frequency.items()
        if count >= LEAST_FREQUENT_ADDED
        and 1 < len(word) <= 4
        and word not in phrases
        and kinds.get(word) not in PERSONS
    ]
    found = seams(frequency, kinds, phrases, added)
    agreed = weighed(found, frequency, corpus)[:KEPT]
    write("words.txt", sorted((word, word) for word in added))
    write("seams.txt", sorted(agreed))


def read_words(path: str) -> tuple[dict[str, int], dict[str, str]]:
    frequency, kinds = {}, {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        word, count, kind = line.split(" ")
        frequency[word], kinds[word] = int(count), kind
    for count, words in FIELD.items():
        for word in words.split():
            frequency[word] = max(count, frequency.get(word, 0)) if count else 0
    return frequency, kinds


def stock_phrases() -> set[str]:
    found = set()
    for name in PHRASE_FILES:
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as out:
            source = CLIB / "share" / "opencc" / f"{name}.ocd2"
            tool = [CLIB / "bin" / "opencc_dict", "-i", source, "-o", out.name, "-f", "ocd2", "-t", "text"]
            subprocess.run(tool, check=True)
            found |= {line.split("\t")[0] for line in out}
    return found


def seams(frequency, kinds, phrases, added):
    """(weight, phrase with the word, length of its first part, the stock phrase, conversion), heaviest first."""
    convert, likely_cuts = cache(opencc.OpenCC("s2t").convert), cutter(frequency)
    endings, beginning = indexes(frequency, kinds)
    found, listless = {}, set(added)
    for phrase in sorted(phrases) + added:
        for size in range(1, len(phrase) if len(phrase) <= 4 and phrase not in KEEP_WHOLE else 0):
            head = phrase[:size]
            for word in beginning.get(phrase[size:], ()):
                whole, rest = head + word, word[len(phrase) - size :]
                right = convert(head) + convert(word)
                alike = convert(phrase) + convert(rest) == right and not (phrase in listless and AMBIGUOUS & set(rest))
                if whole in phrases or whole in frequency or alike:
                    continue
                if likely_cuts(whole) >= {size, len(whole)}:
                    found[whole] = (endings[head] * frequency[word], whole, size, phrase, right)
    return sorted(found.values(), reverse=True)


def indexes(frequency, kinds):
    """How often words end in this, and the words that begin with this."""
    endings, beginning = collections.Counter(), collections.defaultdict(list)
    for word, count in frequency.items():
        for size in range(1, min(len(word), 4) + 1):
            endings[word[-size:]] += count
        if count >= LEAST_FREQUENT_CUT and 2 <= len(word) <= 4 and kinds.get(word) not in PERSONS:
            for size in range(1, len(word)):
                beginning[word[:size]].append(word)
    return endings, beginning


def cutter(frequency):
    """A function from a text to the places where its likeliest words end."""
    total = math.log(sum(frequency.values()))

    def cuts(text: str) -> set[int]:
        best, back = [0.0] + [-math.inf] * len(text), [0] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1):
                count = frequency.get(text[start:end], 0)
                if count or end == start + 1:
                    score = best[start] + math.log(count or 1) - total
                    if score > best[end]:
                        best[end], back[end] = score, start
        places, place = set(), len(text)
        while place:
            places.add(place)
            place = back[place]
        return places

    return cuts


def weighed(found, frequency, corpus):
    """What the corpus does not contradict, as (phrase with word, conversion)."""
    sizes = {whole: size for _, whole, size, _, _ in found}
    balance = collections.Counter()
    for words in sentences(corpus):
        text, borders, place = "".join(words), {0}, 0
        for word in words:
            borders.add(place := place + len(word))
        for start in range(len(text)):
            for size in range(3, 8):
                whole = text[start : start + size]
                if whole in sizes:
                    balance[whole] += 1 if start + sizes[whole] in borders else -1
    return [
        (whole, result)
        for _, whole, _, phrase, result in found
        if balance[whole] > 0 or (balance[whole] == 0 and frequency.get(phrase, 0) < SAFE_PHRASE)
    ]


def sentences(corpus):
    if corpus:
        with Path(corpus).open(encoding="utf-8") as lines:
            for line in lines:
                yield [token.rsplit("/", 1)[0].lstrip("[") for token in line.split()]


def write(name: str, rows) -> None:
    (HERE / name).write_text("".join(f"{before}\t{after}\n" for before, after in rows), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
