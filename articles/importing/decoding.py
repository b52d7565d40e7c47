"""From the bytes of a file to its text, or to a refusal that an editor understands."""

from __future__ import annotations

from functools import cache

from mscsite.core.encodings import marked

from .folding import fold, is_han

MAX_BYTES = 10 * 1024 * 1024
_SAMPLE = 20_000

_SIGNATURES = (
    (b"%PDF", "是 PDF 文件", "请在 PDF 中复制文字，另存为 UTF-8 纯文本后再导入"),
    (b"PK\x03\x04", "是压缩包或 Office 文件（zip、docx、xlsx）", "Word 文件请保留 .docx 扩展名，压缩包请先解压"),
    (b"\xd0\xcf\x11\xe0", "是旧版 Office 文件（doc、xls）", "请在 Word 中另存为 .docx 或纯文本"),
    (b"{\\rtf", "是 RTF 文件", "请在 Word 中另存为 .docx 或纯文本"),
    (b"\x89PNG", "是图片", "请提供文字稿"),
    (b"\xff\xd8\xff", "是图片", "请提供文字稿"),
    (b"GIF8", "是图片", "请提供文字稿"),
    (b"RIFF", "是图片或音视频文件", "请提供文字稿"),
    (b"\x1f\x8b", "是压缩文件", "请先解压"),
    (b"7z\xbc\xaf", "是压缩文件", "请先解压"),
    (b"Rar!", "是压缩文件", "请先解压"),
    (b"MZ\x90", "是程序文件", "请核对文件"),
    (b"\x7fELF", "是程序文件", "请核对文件"),
)
_GUESSES = ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")

# Together about half of all characters of running Chinese prose, both scripts being folded into one before counting.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经"
    "么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三"
    "又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先"
    "海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求"
    "据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运细胞疗临床干充质究研病患者组织修复免疫药剂、。，：；（）“”"
)


class ImportRefused(Exception):
    """A file that cannot be read as an article. The message names the file, the reason and what to do."""

    def __init__(self, name: str, reason: str, advice: str) -> None:
        super().__init__(f"{name}：{reason}。{advice}。")
        self.name, self.reason, self.advice = name, reason, advice


def decode(data: bytes, name: str, most: int = MAX_BYTES) -> str:
    """Bytes of a text file in, its text with `\\n` line ends out; `name` is for the message of `ImportRefused`."""
    _refuse_what_is_no_text(data, name, most)
    text = _by_bom(data, name)
    if text is None:
        text = _as_utf8(data)
    if text is None:
        text = _by_likelihood(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_debris(text, name)
    return text


def _refuse_what_is_no_text(data: bytes, name: str, most: int) -> None:
    if not data.strip():
        raise ImportRefused(name, "文件是空的", "请核对文件后重新导入")
    if len(data) > most:
        limit = most // (1024 * 1024)
        raise ImportRefused(name, f"文件超过 {limit} MB", "一篇文章不会这么大，请拆分文件，每个文件只放一篇文章")
    for signature, reason, advice in _SIGNATURES:
        if data.startswith(signature):
            raise ImportRefused(name, reason, advice)


def _by_bom(data: bytes, name: str) -> str | None:
    if (found := marked(data)) is None:
        return None
    bom, encoding = found
    try:
        return data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"按文件头标明的 {encoding} 编码，第 {error.start + len(bom) + 1} 个字节无法读出"
        raise ImportRefused(name, reason, "文件可能已损坏，请另存为 UTF-8 编码的纯文本后重试") from error


def _as_utf8(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _by_likelihood(data: bytes, name: str) -> str:
    """The reading that looks most like Chinese: a wrong one is made of rare characters, a right one of frequent."""
    readings = [(_likelihood(text[:_SAMPLE]), text) for text in (_try(data, guess) for guess in _GUESSES) if text]
    score, text = max(readings, key=lambda reading: reading[0], default=(0.0, ""))
    if score > 0:
        return text
    if b"\0" in data:
        raise ImportRefused(name, "含有二进制内容，不是文本文件", "请核对文件，或另存为 UTF-8 编码的纯文本后重试")
    raise ImportRefused(
        name,
        "无法识别文字编码（不是 UTF-8、UTF-16、GB18030 或 Big5）",
        "请用记事本或编辑器打开，另存为 UTF-8 编码后重试",
    )


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


@cache
def _known() -> frozenset[str]:
    """The 3,755 characters of GB 2312 level 1, which every Chinese text is made of."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return frozenset(code.decode("gb2312", "ignore") for code in codes)


def _weight(char: str) -> int:
    if char in _FREQUENT:
        return 3
    if char in _known():
        return 1
    if is_han(char):
        return -2
    return 0 if char.isascii() and (char.isprintable() or char in "\t\r\n\f") else _weight_of_symbol(char)


def _weight_of_symbol(char: str) -> int:
    if char in "「」『』《》—…·–’‘【】〈〉％℃≥≤±×αβγ①②③④⑤㎡":
        return 1
    return -3 if not char.isprintable() or "\ue000" <= char <= "\uf8ff" else -1


def _likelihood(sample: str) -> float:
    folded = fold(sample)
    return sum(map(_weight, folded)) / len(folded) if folded else 0.0


def _refuse_debris(text: str, name: str) -> None:
    if not text.strip("\ufeff\u200b \t\n\f\u3000\xa0"):
        raise ImportRefused(name, "文件里没有文字", "请核对文件后重新导入")
    sample = text[:_SAMPLE]
    controls = sum(1 for char in sample if char < " " and char not in "\t\n\f\v")
    if "\0" in text or controls * 100 > len(sample):
        raise ImportRefused(name, "含有二进制内容，不是文本文件", "请核对文件，或另存为 UTF-8 编码的纯文本后重试")
