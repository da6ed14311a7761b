"""The Chinese of the window: one word for one thing, and signs and spaces as Chinese typography has them."""

import re

import pytest

from nnstudio.studio.language import Language, translations

CHINESE = "\u4e00-\u9fff"
WIDE = "\uff0c\u3002\uff1a\uff1b\uff1f\uff01\uff08\uff09\u3001"
"""Signs that are as wide as a letter: , . : ; ? ! ( ) in Chinese, and the comma of lists."""
TEXTS = translations(Language.CHINESE)
FILTER = re.compile(r" \(\*[^()]*\)")
"""What dialogs for files read in a text: the endings that they show."""
IN_BRACKETS = re.compile(
    r"[\w\u221a]?\([^()]*(?:, | [-+\u00b7/] |\u1d40)[^()]*\)|\w\([^()]*\)|\u221a\([^()]*\)|[\[(]\S+, [^()\]]+[\])]"
)
"""Shapes, sums, functions and intervals, which are written as in formulas: (1, 2), (1 - q), tanh(x), [0, 1)."""

TERMS = {
    "activations?": "激活",
    "attention": "注意力",
    "axis|axes": "轴",
    "batch(es)?": "批",
    "bias(es)?": "偏置",
    "blocks?": "块",
    "callbacks?": "回调",
    "channels?": "通道",
    "class(es)?": "类",
    "columns?": "列",
    "constraints?": "约束",
    "convolutions?": "卷积",
    "(cross)?entropy": "熵",
    "decay": "衰减",
    "documents?": "文档",
    "epochs?": "轮",
    "filters?": "滤波器",
    "gradients?": "梯度",
    "initializers?": "初始化",
    "inputs?": "输入|Input",
    "kernels?": "核|kernel",
    "layers?": "层",
    "learning rates?": "学习率",
    "loss(es)?": "损失",
    "masks?": "掩码|遮",
    "metrics?": "指标",
    "momentum": "动量",
    "nodes?": "节点",
    "optimizers?": "优化器",
    "outputs?": "输出",
    "padding": "填充",
    "pooling": "池化",
    "precision": "精确率",
    "predictions?": "预测",
    "probabilit(y|ies)": "概率",
    "recall": "召回率",
    "recurrent": "循环",
    "regularizers?": "正则化",
    "rows?": "行",
    "samples?": "样本|样例",
    "schedules?": "学习率计划",
    "seeds?": "种子",
    "settings?": "设置",
    "shapes?": "形状",
    "strides?": "步幅",
    "targets?": "目标",
    "thresholds?": "阈值",
    "units?": "单元|单位",
    "validation": "验证",
    "weights?": "权重|加权|权",
}
"""What each term of the field is in Chinese, wherever it stands."""
OTHER_WORDS = {
    "撤销": "撤消",
    "滑动平均": "移动平均",
    "图像": "图片",
    "连线": "连接",
    "铰链": "合页",
    "权值": "权重",
    "参数": "权重 or 设置",
    "批量": "批次",
    "点击": "单击",
    "你": "您",
    "激励": "激活",
    "网路": "网络",
    "缺省": "默认",
    "菜单项": "命令",
}
"""Words that mean the same as one of ours."""
AS_NAMES = re.compile(
    r"“[^”]*”|\"[^\"]*\"|`[^`]*`|\u221a\w+|\w+ = \w+|\(outputs, inputs\)|n · stride|n - 1\) · stride|\S*/\S*|\w*_\w+"
    r"|<\w+>|sample:|in a row|y, target, label or class|Unit forget bias"
)
"""Where a word is not the term, but a name that stands as it is, or a part of an idiom."""


def places_of(pattern, text):
    return [text[max(0, found.start() - 8) : found.end() + 8] for found in re.finditer(pattern, text)]


def mistakes_in(chinese):
    """Where signs and spaces are not those of Chinese."""
    words = IN_BRACKETS.sub("x", FILTER.sub("", chinese))
    yield from places_of(rf"[{CHINESE}][,:!?]|[,:!?][{CHINESE}]|[{CHINESE}];(?!;)|(?<!;);[{CHINESE}]", words)
    yield from places_of(
        rf"[{CHINESE}]\.(?=\s|$)|[{CHINESE}] ?\(|\)[{CHINESE}]|[\"'][{CHINESE}]|[{CHINESE}][\"']", words
    )
    yield from places_of(rf"[{CHINESE}][A-Za-z0-9]|[A-Za-z0-9%][{CHINESE}]", chinese)
    yield from places_of(rf"[{CHINESE}] +[{CHINESE}]|  | [{WIDE}\u201d]|[{WIDE}\u201c\u201d] ", words)
    yield from places_of("(?<![}A-Za-z]) \u201c", words)  # types stand before names as in English: Dense “hidden”
    for opening, closing in ("\uff08\uff09", "\u201c\u201d"):
        if chinese.count(opening) != chinese.count(closing):
            yield f"{opening} without {closing}"


def test_signs_and_spaces_are_those_of_chinese():
    found = {chinese: mistakes for chinese in TEXTS.values() if (mistakes := [*mistakes_in(chinese)])}
    assert found == {}


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_the_same_word_everywhere(term):
    words = re.compile(rf"(?<![\w{{-])(?:{term})(?![\w}}])")
    missing = {
        text: chinese
        for text, chinese in TEXTS.items()
        if words.search(AS_NAMES.sub("", text)) and not re.search(TERMS[term], chinese)
    }
    assert missing == {}


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_no_other_word_is_used_for_the_same_thing(word):
    assert [chinese for chinese in TEXTS.values() if word in chinese] == [], f"write {OTHER_WORDS[word]}"


def test_dialogs_can_read_the_kinds_of_files():
    for text, chinese in TEXTS.items():
        assert FILTER.findall(text) == FILTER.findall(chinese)
