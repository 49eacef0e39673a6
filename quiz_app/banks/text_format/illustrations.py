"""The pictures of a bank file: each lies beside it, in the folder that is called like the file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from quiz_app.banks.markup import picture_names, texts_of, with_pictures
from quiz_app.banks.picture_files import safe_name, unfit
from quiz_app.banks.text_format.grammar import BankFile
from quiz_app.core.files.media import digest_of
from quiz_app.core.problems import Problem


def illustrated(bank: BankFile, files: Mapping[str, bytes]) -> BankFile:
    """The bank with the `files` that its questions show, by their names; files that no question can show are named."""
    digests = {name: digest_of(data) for name, data in files.items() if not _fault(name, data)}
    questions = tuple(with_pictures(question, digests) for question in bank.questions)
    problems = (*bank.problems, *_problems(bank, files))
    return replace(bank, questions=questions, problems=tuple(sorted(problems)))


def _problems(bank: BankFile, files: Mapping[str, bytes]) -> Iterator[Problem]:
    shown = {name: question for question in bank.questions for name in picture_names(texts_of(question))}
    for name, data in files.items():
        line = shown[name].line if name in shown else 1
        if fault := _fault(name, data):
            yield Problem(bank.file, line, f"图片“{name}”{fault}")
        elif name not in shown:
            yield Problem(bank.file, line, f"图片“{name}”没有一道题用到：写进题目，或者删去这个文件。")


def _fault(name: str, data: bytes) -> str:
    if reason := unfit(data):
        return reason
    return "" if safe_name(name, data, ()) == name else f"的名称不能用：改成“{safe_name(name, data, ())}”。"
