"""Chinese numerals as official papers write them: 十二, 二〇二六年, 第三期, 一、 （二） 3. (4)."""

DIGITS = "〇一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")
MOST = 999_999_999_999

LEVELS = ("{cardinal}、", "（{cardinal}）", "{number}.", "({number})")
"""The four levels of numbering in official papers (GB/T 9704-2012, 7.3.3)."""


def cardinal(number: int) -> str:
    """The number in words: 0 → 零, 12 → 十二, 20 → 二十, 105 → 一百零五, 10010 → 一万零一十.

    Raises ValueError beyond twelve digits.
    """
    if abs(number) > MOST:
        raise ValueError(f"{number} has more than twelve digits")
    if number < 0:
        return "负" + cardinal(-number)
    if number == 0:
        return "零"
    groups = [(number // 10_000**index) % 10_000 for index in range(len(_GROUPS))]
    words = ""
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = groups[index]
        if not group:
            continue
        # A gap before this group's first place is read as one 零.
        if words and (group < 1000 or groups[index + 1] == 0):
            words += "零"
        words += _below_ten_thousand(group) + _GROUPS[index]
    return words[1:] if words.startswith("一十") else words


def _below_ten_thousand(group: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = (group // 10**place) % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + _PLACES[place]
        gap = False
    return words


def digits(number: int) -> str:
    """Digit by digit, as years are written: 2026 → 二〇二六."""
    return "".join(DIGITS[int(digit)] if digit.isdigit() else "负" for digit in str(number))


def mark(level: int, number: int) -> str:
    """The mark before a heading of level 1 to 4: 一、 （一） 1. (1). Raises ValueError for another level."""
    if not 1 <= level <= len(LEVELS):
        raise ValueError(f"there is no level {level}")
    return LEVELS[level - 1].format(cardinal=cardinal(number), number=number)
